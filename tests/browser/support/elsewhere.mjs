// Entering with an account elsewhere: what people do at our pages and at the provider's, whichever it is.

import assert from 'node:assert/strict';
import { button, isIn, link, press, says, signIn, signOut } from './acts.mjs';
import { field } from './forms.mjs';

export const CLIENT = { client_id: 'atiende', client_secret: 'a-secret-of-the-test' };

/** The settings of a desk that lets people in with this provider under the word `id`. */
export function configured(id, issuer, label) {
  const name = `ATIENDE_OIDC__${id.toUpperCase()}`;
  return { [`${name}__ISSUER`]: issuer, [`${name}__CLIENT_ID`]: CLIENT.client_id, [`${name}__CLIENT_SECRET`]: CLIENT.client_secret, [`${name}__LABEL`]: label };
}

/** The same for Apple, whose client has a key for a secret. */
export function configuredApple(issuer, client) {
  return {
    ATIENDE_OIDC__APPLE__ISSUER: issuer,
    ATIENDE_OIDC__APPLE__CLIENT_ID: client.client_id,
    ATIENDE_OIDC__APPLE__APPLE__TEAM_ID: client.team_id,
    ATIENDE_OIDC__APPLE__APPLE__KEY_ID: client.key_id,
    ATIENDE_OIDC__APPLE__APPLE__PRIVATE_KEY: client.private_key,
  };
}

export const continueWith = (page, label) => link(page.getByRole('main'), `Continuar con ${label}`);

export async function byButton({ page }, label, from = '/acceder') {
  await page.goto(from);
  await continueWith(page, label).click();
}

/** At the provider: who it is, and yes. */
export async function allow({ page }, name) {
  await button(page, name).click();
  await button(page, 'Permitir').click();
}

/** The form of a new account has what the provider told. */
export async function isFilled(page, { name, email }) {
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
  assert.equal(await field(page, 'Nombre').inputValue(), name);
  assert.equal(await field(page, 'Correo electrónico').inputValue(), email);
}

export async function approve(world, { elena: { page, ...rest } }, { email }) {
  await signIn({ page, ...rest }, world.people.elena);
  await page.goto('/admin/cuentas');
  await says(page, email);
  await press(page, 'Aprobar');
  await page.getByRole('status').first().waitFor();
}

/** Leaves, and is in again by the button alone; `shot` looks at the page between. */
export async function comeBack(world, visitor, person, { label, shot = () => {} }) {
  const { page } = visitor;
  await page.goto('/');
  await signOut(visitor, person);
  await page.goto('/acceder');
  await shot();
  await continueWith(page, label).click();
  await isIn(page);
  assert.equal(new URL(page.url()).origin, world.url, 'the provider asked nothing');
}

/** Says no at the provider; `shot` looks at what is said of it. */
export async function cancel(page, label, { shot = () => {} } = {}) {
  await button(page, 'Cancelar').click();
  await says(page, /Has cancelado/);
  await shot();
  await link(page, 'Volver a intentarlo').click();
  await continueWith(page, label).waitFor();
}
