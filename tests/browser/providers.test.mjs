// Entering with an account that one already has elsewhere: a real, certified provider on loopback.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { button, isIn, link, press, says, signInLink, signOut } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { MARIA } from './support/desk.mjs';
import * as elsewhere from './support/elsewhere.mjs';
import { CLIENT, allow, configured, isFilled } from './support/elsewhere.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { Provider } from './support/provider.mjs';
import { populate } from './support/world.mjs';

const LABEL = 'la cuenta del colegio';
const NORA = { sub: 'nora', name: 'Nora Pons', email: 'nora@ceiplapaz.example', email_verified: true };
const EVA = { sub: 'eva', name: 'Eva Ríos', email: 'eva@ceiplapaz.example', email_verified: false };
const OSCAR = { sub: 'oscar', name: 'Óscar Gil', email: 'oscar@ceiplapaz.example', email_verified: true };
const MARIA_THERE = { sub: 'maria', name: MARIA.name, email: MARIA.email, email_verified: true };

for (const [engine, javaScript, claimsIn] of [['sqlite', true, 'userinfo'], ['sqlite', false, 'id_token'], ['postgres', true, 'id_token']]) {
  describe(`with an account elsewhere, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}, claims in ${claimsIn}`, () => {
    let provider;
    before(async () => {
      // Another host than the desk's: cookies do not know ports.
      provider = await Provider.start({ accounts: [NORA, EVA, OSCAR, MARIA_THERE], claimsIn, host: 'localhost' });
    });
    after(() => provider.stop());

    test('people enter, join and are turned away', { timeout: 300_000 }, (t) => {
      const env = { ATIENDE_RATE_LIMITS__LOGIN: '1000/min', ...configured('colegio', provider.issuer, LABEL) };
      const settle = async (app) => {
        await provider.setClient({ ...CLIENT, redirect_uris: [`${app.url}/auth/colegio/callback`] });
        const people = await populate(app);
        return { ...people, maria: await app.addPerson(MARIA) };
      };
      return tell(t, { engine, javaScript, env, settle }, ['nora', 'maria', 'eva', 'elena', 'other'], [
        ['Nora asks for an account by the button', askByButton],
        ['a person approves her', approve],
        ['she comes back in without a question', comeBack],
        ['her address there changes, and she is still herself', (world, visitors) => changeAddress(world, visitors, provider)],
        ['María, who has an account, joins the two by signing in as before', joinTwo],
        ['she takes it away and adds it again', partAndAdd],
        ['an address that nobody verified gets its link by mail', unverified],
        ['who says no changes nothing', cancel],
        ['an answer without its question is nobody’s', stray],
        ['a provider that is down says so', (world, visitors) => down(world, visitors, provider)],
        ['a slow one is given up in time, and tried again', (world, visitors) => slow(world, visitors, provider)],
      ]);
    });
  });
}

const continueWith = (page) => elsewhere.continueWith(page, LABEL);
const byButton = (visitor, from) => elsewhere.byButton(visitor, LABEL, from);

async function askByButton(world, { nora }) {
  const { page } = nora;
  await page.goto('/crear-cuenta');
  await look(nora, 'providers-01-sign-up', world);
  await continueWith(page).click();
  await allow(nora, NORA.name);
  await isFilled(page, NORA);
  await press(page, 'Crear cuenta');
  await page.getByRole('alert').first().waitFor();
  await look(nora, 'providers-02-organization-missing', world);
  await fill(page, 'Empresa / Centro', 'CEIP La Paz');
  await press(page, 'Crear cuenta');
  await page.waitForURL('**/espera');
  await look(nora, 'providers-03-waiting', world);
  assertQuiet(nora);
}

const approve = (world, visitors) => elsewhere.approve(world, visitors, NORA);

async function comeBack(world, { nora }) {
  const { page } = nora;
  await elsewhere.comeBack(world, nora, NORA, { label: LABEL, shot: () => look(nora, 'providers-04-sign-in', world) });
  await page.goto('/soporte/abrir');
  await field(page, 'Asunto').first().waitFor();
}

async function changeAddress(world, { nora }, provider) {
  provider.setAccount(NORA.sub, { email: 'nora.pons@otra.example' });
  await nora.page.goto('/');
  await signOut(nora, NORA);
  await byButton(nora);
  await isIn(nora.page);
  await nora.page.goto('/cuenta');
  await says(nora.page, 'nora.pons@otra.example');
  assert.equal(await field(nora.page, 'Correo electrónico').inputValue(), NORA.email, 'the address here is her own to change');
}

async function joinTwo(world, { maria }) {
  const { page } = maria;
  await byButton(maria);
  await allow(maria, MARIA.name);
  await says(page, 'Ya tienes cuenta aquí');
  await look(maria, 'providers-05-join', world);
  // A slip of the finger does not lose what was proved.
  await fill(page, 'Contraseña', 'no es esta');
  await press(page, 'Acceder');
  await page.getByRole('alert').first().waitFor();
  await says(page, 'Ya tienes cuenta aquí');
  await fill(page, 'Contraseña', world.people.maria.password);
  await press(page, 'Acceder');
  await isIn(page);
  await page.goto('/cuenta');
  await button(page, `Quitar ${LABEL}`).waitFor();
  await look(maria, 'providers-06-own', world);
  const mail = await world.sink.mailTo(MARIA.email, /Otra forma de entrar/);
  assert.match(mail.text, new RegExp(LABEL));
  await signOut(maria, MARIA);
  await byButton(maria);
  await isIn(page);
}

async function partAndAdd(world, { maria }) {
  const { page } = maria;
  await page.goto('/cuenta');
  await button(page, `Quitar ${LABEL}`).click();
  // The provider asked her nothing: it may be somebody else before her computer.
  await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
  await fill(page, 'Contraseña', world.people.maria.password);
  await press(page, 'Confirmar y seguir');
  await page.getByRole('status').first().waitFor();
  await link(page, `Añadir ${LABEL}`).click();
  await button(page, `Quitar ${LABEL}`).waitFor();
  await says(page, MARIA.email);
}

async function unverified(world, { eva }) {
  const { page } = eva;
  await byButton(eva, '/crear-cuenta');
  await allow(eva, EVA.name);
  await fill(page, 'Empresa / Centro', 'CEIP La Paz');
  await press(page, 'Crear cuenta');
  await page.getByRole('heading', { name: 'Mira tu correo' }).waitFor();
  await byButton(eva);
  await page.getByRole('heading', { name: 'No puedes entrar con esa cuenta' }).waitFor();
  await look(eva, 'providers-07-unconfirmed', world);
}

async function cancel(world, { other }) {
  const { page } = other;
  await byButton(other);
  await button(page, OSCAR.name).click();
  await elsewhere.cancel(page, LABEL, { shot: () => look(other, 'providers-08-cancelled', world) });
  assert.ok(await signInLink(page).isVisible());
}

async function stray(world, { other }) {
  await other.page.goto('/auth/colegio/callback?code=stolen&state=guessed');
  await says(other.page, /caducado/);
  await other.page.goto('/');
  assert.ok(await signInLink(other.page).isVisible());
}

async function down(world, { other }, provider) {
  const { page } = other;
  provider.setDown(true, /token/);
  await byButton(other);
  await button(page, 'Permitir').click();
  await says(page, /no responde la cuenta/);
  await look(other, 'providers-09-down', world);
  provider.setDown(false, /token/);
  await link(page, 'Volver a intentarlo').click();
  await continueWith(page).click();
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
}

/** Longer than the desk waits, and it says so within half a minute. */
async function slow(world, { other }, provider) {
  const { page } = other;
  provider.setSlow(60_000, /token/);
  const begun = Date.now();
  await byButton(other);
  await says(page, /no responde la cuenta/);
  assert.ok(Date.now() - begun < 15_000, 'nobody is kept waiting');
  await look(other, 'providers-10-slow', world);
  provider.setSlow(0);
  await link(page, 'Volver a intentarlo').click();
  await continueWith(page).click();
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
}
