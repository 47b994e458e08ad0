// Entering with Facebook, told against a stand-in written from its documentation (support/facebook.mjs).

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { button, link, press, says, signIn, signOut } from './support/acts.mjs';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import * as elsewhere from './support/elsewhere.mjs';
import { allow, isFilled } from './support/elsewhere.mjs';
import { Facebook } from './support/facebook.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { linkIn } from './support/sink.mjs';
import { populate } from './support/world.mjs';

const APP = { id: '1234567890', secret: 'the-secret-of-the-app' };
const NORA = { id: '1001', name: 'Nora Pons', email: 'nora@ceiplapaz.example' };
const IVAN = { id: '1002', name: 'Iván Soto', email: 'ivan@ceiplapaz.example' };

for (const [engine, javaScript] of [['sqlite', true], ['sqlite', false], ['postgres', true]]) {
  describe(`with Facebook, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    let facebook;
    before(async () => {
      facebook = await Facebook.start({ app: APP, accounts: [NORA, IVAN], host: 'localhost' });
    });
    after(() => facebook.stop());

    test('people enter, and leave it again', { timeout: 300_000 }, (t) => {
      const env = {
        ATIENDE_RATE_LIMITS__LOGIN: '1000/min',
        ATIENDE_FACEBOOK__APP_ID: APP.id,
        ATIENDE_FACEBOOK__APP_SECRET: APP.secret,
        ATIENDE_FACEBOOK__DIALOG_URL: facebook.dialogUrl,
        ATIENDE_FACEBOOK__GRAPH_URL: facebook.graphUrl,
      };
      const settle = async (app) => {
        facebook.setRedirects(`${app.url}/auth/facebook/callback`);
        return populate(app);
      };
      const told = (act) => (world, visitors) => act(world, visitors, facebook);
      return tell(t, { engine, javaScript, env, settle }, ['nora', 'ivan', 'elena', 'other'], [
        ['Nora asks for an account by the button', askByButton],
        ['her address is confirmed by mail: Facebook does not answer for it', confirm],
        ['a person approves her', approve],
        ['she comes back in without a question', comeBack],
        ['who cancels changes nothing', cancel],
        ['who keeps the address to themselves is asked for one', withoutAddress],
        ['she removes the app there, and is mailed another way in', told(deauthorize)],
        ['she asks Facebook that her data be deleted, and follows it', told(askDeletion)],
        ['what Facebook did not sign is refused', told(forge)],
        ['a Facebook that is down says so', told(down)],
      ]);
    });
  });
}

const LABEL = 'Facebook';
const continueWith = (page) => elsewhere.continueWith(page, LABEL);
const byButton = (visitor, from) => elsewhere.byButton(visitor, LABEL, from);

async function askByButton(world, { nora }) {
  const { page } = nora;
  await page.goto('/crear-cuenta');
  await look(nora, 'facebook-01-sign-up', world);
  await continueWith(page).click();
  await allow(nora, NORA.name);
  await isFilled(page, NORA);
  await fill(page, 'Empresa / Centro', 'CEIP La Paz');
  await look(nora, 'facebook-02-continue', world);
  await press(page, 'Crear cuenta');
  await page.getByRole('heading', { name: 'Mira tu correo' }).waitFor();
  assertQuiet(nora);
}

async function confirm(world, { nora }) {
  const { page } = nora;
  const mail = await world.sink.mailTo(NORA.email, /correo/i);
  await page.goto(linkIn(mail, world.url));
  await page.getByRole('main').getByRole('button').first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.goto('/');
  await signOut(nora, NORA);
  await byButton(nora);
  await page.waitForURL((url) => url.origin === world.url && !url.pathname.startsWith('/acceder'));
  await page.goto('/espera');
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const approve = (world, visitors) => elsewhere.approve(world, visitors, NORA);

async function comeBack(world, { nora }) {
  const { page } = nora;
  await elsewhere.comeBack(world, nora, NORA, { label: LABEL });
  await page.goto('/soporte/abrir');
  await field(page, 'Asunto').first().waitFor();
}

async function cancel(world, { other }) {
  await byButton(other);
  await elsewhere.cancel(other.page, LABEL, { shot: () => look(other, 'facebook-03-cancelled', world) });
}

async function withoutAddress(world, { ivan }) {
  const { page } = ivan;
  await byButton(ivan, '/crear-cuenta');
  await button(page, IVAN.name).click();
  await page.getByRole('checkbox', { name: 'Correo electrónico' }).uncheck();
  await button(page, 'Permitir').click();
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
  assert.equal(await field(page, 'Correo electrónico').inputValue(), '');
  await fill(page, 'Empresa / Centro', 'CEIP La Paz');
  await press(page, 'Crear cuenta');
  await page.getByRole('alert').first().waitFor();
  await look(ivan, 'facebook-04-address-missing', world);
  await fill(page, 'Correo electrónico', IVAN.email);
  await press(page, 'Crear cuenta');
  await page.getByRole('heading', { name: 'Mira tu correo' }).waitFor();
}

async function deauthorize(world, { nora }, facebook) {
  const { page } = nora;
  const answer = await facebook.deauthorize(`${world.url}/auth/facebook/deauthorize`, NORA.id);
  assert.equal(answer.status, 200);
  const mail = await world.sink.mailTo(NORA.email, /contraseña para seguir entrando/);
  assert.match(mail.text, /Facebook/);
  await page.goto(linkIn(mail, world.url, /recuperar/));
  const password = newPassword();
  await fill(page, 'Contraseña', password);
  await press(page, 'Guardar');
  await page.waitForURL((url) => !url.pathname.startsWith('/recuperar'));
  await page.goto('/');
  await signOut(nora, NORA);
  await signIn(nora, { email: NORA.email, password });
  await page.goto('/cuenta');
  // Nothing of it is left: it can be added anew.
  await link(page, 'Añadir Facebook').click();
  await button(page, 'Permitir').click();
  await button(page, 'Quitar Facebook').waitFor();
  await look(nora, 'facebook-05-own', world);
}

async function askDeletion(world, { nora, other }, facebook) {
  const answer = await facebook.requestDeletion(`${world.url}/auth/facebook/data-deletion`, NORA.id);
  assert.equal(answer.status, 200);
  const { url, confirmation_code: code } = await answer.json();
  await other.page.goto(url);
  await says(other.page, /Hemos borrado/);
  await says(other.page, code);
  await look(other, 'facebook-06-deletion', world);
  await nora.page.goto('/cuenta');
  await link(nora.page, 'Añadir Facebook').waitFor();
}

async function forge(world, _, facebook) {
  const body = new URLSearchParams({ signed_request: facebook.signedRequest(NORA.id, { key: 'of another' }) });
  for (const verb of ['deauthorize', 'data-deletion']) {
    const answer = await fetch(`${world.url}/auth/facebook/${verb}`, { method: 'POST', body });
    assert.equal(answer.status, 400);
  }
  assert.match(world.app.log(), /signed request refused/);
}

async function down(world, { ivan }, facebook) {
  const { page } = ivan;
  facebook.setDown(true, /access_token/);
  await byButton(ivan);
  await says(page, /no responde Facebook/);
  facebook.setDown(false, /access_token/);
  await link(page, 'Volver a intentarlo').click();
  await continueWith(page).click();
  // He has not followed the link in his mail yet.
  await page.getByRole('heading', { name: 'No puedes entrar con esa cuenta' }).waitFor();
}
