// Keys instead of passwords: a passkey, codes of an app, recovery codes, and who must have them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, isIn, link, press, says, signIn, signInLink, signOut } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { MARIA } from './support/desk.mjs';
import { addDevice, code } from './support/factors.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { sleep } from './support/wait.mjs';
import { populate } from './support/world.mjs';

const env = { ATIENDE_RATE_LIMITS__LOGIN: '1000/min' };
const settle = async (app) => ({ ...(await populate(app)), maria: await app.addPerson(MARIA) });

for (const engine of ['sqlite', 'postgres']) {
  describe(`keys instead of passwords, ${engine}`, () => {
    test('María enters with her telephone', { timeout: 300_000 }, (t) => {
      const kept = {};
      const act = (chapter) => (world, visitors) => chapter(world, visitors, kept);
      return tell(t, { engine, javaScript: true, env, host: 'localhost', settle }, ['maria', 'elena', 'luis'], [
        ['she adds a passkey and keeps her recovery codes', act(addKey)],
        ['she enters with it, without a password', act(enterByKey)],
        ['the field of the address offers it', act(enterByField)],
        ['her password alone asks for it', act(keyAsSecondStep)],
        ['she sets up an app', act(setUpApp)],
        ['its code is asked for too', act(enterByCode)],
        // Only time makes a proof old; in PostgreSQL a test can be time.
        ...(engine === 'postgres' ? [['her key, and then a code, show once more who she is', act(proveAgain)]] : []),
        ['a recovery code opens once', act(recover)],
        ['a key that she removed opens nothing', act(removeKey)],
        ['an administrator makes it mandatory, and nobody is locked out', act(require)],
        ['who lost everything is helped', act(reset)],
      ]);
    });
  });
}

describe('without JavaScript', () => {
  test('codes work, and the page says what does not', { timeout: 180_000 }, (t) => {
    const kept = {};
    const act = (chapter) => (world, visitors) => chapter(world, visitors, kept);
    return tell(t, { engine: 'sqlite', javaScript: false, env, host: 'localhost', settle }, ['maria'], [
      ['a passkey cannot be made, and she is told why', act(needsScript)],
      ['she sets up an app', act(setUpApp)],
      ['she enters with its code', act(enterByCode)],
    ]);
  });
});

const isOut = (page) => signInLink(page).waitFor();

/** The address and the password, on the page where one is. */
async function typePassword(page, { email, password }) {
  await page.goto('/acceder');
  await fill(page, 'Correo electrónico', email);
  await fill(page, 'Contraseña', password);
  await press(page, 'Acceder');
}

async function addKey(world, { maria }, kept) {
  const { page } = maria;
  kept.device = await addDevice(maria);
  await signIn(maria, world.people.maria);
  await page.goto('/cuenta');
  await link(page, 'Llaves, aplicación y códigos').click();
  await page.getByRole('heading', { name: 'Seguridad de la cuenta' }).waitFor();
  await look(maria, 'factors-01-nothing-yet', world);
  await link(page, 'Añadir una llave de acceso').click();
  await press(page, 'Continuar');
  await page.getByRole('alert').first().waitFor();
  await look(maria, 'factors-02-refused', world);
  await fill(page, 'Nombre de la llave', 'Móvil de María');
  await press(page, 'Continuar');
  await look(maria, 'factors-03-make', world);
  await press(page, 'Crear la llave');
  await page.getByRole('heading', { name: 'Guarda tus códigos de recuperación' }).waitFor();
  await look(maria, 'factors-04-codes', world);
  kept.codes = await page.locator('.codes code').allInnerTexts();
  assert.equal(kept.codes.length, 10);
  const [download] = await Promise.all([page.waitForEvent('download'), link(page, 'Descargar').click()]);
  assert.equal(download.suggestedFilename(), 'codigos-de-recuperacion.txt');
  assert.ok(await button(page, 'Imprimir').isVisible());
  await link(page, 'Ya los he guardado').click();
  await says(page, 'Móvil de María');
  await look(maria, 'factors-05-one-key', world);
  assert.equal((await kept.device.keys()).length, 1);
  const mail = await world.sink.mailTo(MARIA.email, /Nueva llave de acceso/);
  assert.match(mail.text, /Móvil de María/);
  await world.sink.mailTo(MARIA.email, /Nuevos códigos de recuperación/);
  assertQuiet(maria);
}

async function enterByKey(world, { maria }, kept) {
  const { page } = maria;
  await kept.device.touch(false);
  await signOut(maria, MARIA);
  await page.goto('/acceder?volver=/soporte/abrir');
  assert.equal(await field(page, 'Correo electrónico').getAttribute('autocomplete'), 'username webauthn');
  await look(maria, 'factors-06-sign-in', world);
  await kept.device.touch(true);
  await press(page, 'Entrar con una llave de acceso');
  await isIn(page);
  assert.equal(new URL(page.url()).pathname, '/soporte/abrir');
  assertQuiet(maria);
}

/** Chromium's device answers by itself what a person would pick from the list under the field. */
async function enterByField(world, { maria }, kept) {
  await kept.device.touch(false);
  await signOut(maria, MARIA);
  // A question that is put before the touch is never answered, so the challenge waits for the finger.
  await maria.page.route('**/acceder/llave/reto', async (route) => {
    await kept.device.touch(true);
    await route.continue();
  });
  await maria.page.goto('/acceder');
  await isIn(maria.page);
  await maria.page.unroute('**/acceder/llave/reto');
  assertQuiet(maria);
}

async function keyAsSecondStep(world, { maria }, kept) {
  const { page } = maria;
  await kept.device.touch(false);
  await signOut(maria, MARIA);
  await typePassword(page, world.people.maria);
  await page.waitForURL('**/acceder/segundo-paso**');
  await page.goto('/soporte/mis-tickets');
  await isOut(page);
  await page.goto('/acceder/segundo-paso');
  await look(maria, 'factors-07-second-step-key', world);
  await kept.device.touch(true);
  await press(page, 'Usar una llave de acceso');
  await isIn(page);
  assertQuiet(maria);
}

async function setUpApp(world, visitors, kept) {
  const { maria } = visitors;
  const { page, javaScript } = maria;
  await signIn(maria, world.people.maria);
  await page.goto('/cuenta/seguridad');
  await link(page, 'Configurar la aplicación').click();
  await look(maria, 'factors-08-app', world);
  await press(page, 'Continuar');
  await page.locator('svg.qr').waitFor();
  await fill(page, 'Código', '000000');
  await press(page, 'Confirmar');
  await page.getByRole('alert').first().waitFor();
  if (javaScript) await look(maria, 'factors-09-app-code-wrong', world);
  kept.secret = await page.locator('code.secret').innerText();
  await fill(page, 'Código', code(kept.secret));
  await press(page, 'Confirmar');
  if (!kept.codes) await link(page, 'Ya los he guardado').click();
  await page.getByText('Configurada', { exact: true }).waitFor();
  await look(maria, 'factors-10-all', world);
  await world.sink.mailTo(MARIA.email, /Aplicación de códigos configurada/);
}

async function enterByCode(world, { maria }, kept) {
  const { page } = maria;
  if (kept.device) await kept.device.touch(false);
  await signOut(maria, MARIA);
  await typePassword(page, world.people.maria);
  await look(maria, 'factors-11-second-step-code', world);
  await fill(page, 'Código', '000000');
  await press(page, 'Acceder');
  await page.getByRole('alert').first().waitFor();
  await says(page, /El código no es correcto/);
  // The present code may have confirmed the app: the next one is good already.
  kept.used = code(kept.secret, 1);
  await fill(page, 'Código', kept.used);
  await press(page, 'Acceder');
  await isIn(page);
}

const age = (world) => world.database.run('UPDATE sessions SET proved_at = proved_at - 16 * 60 * 1000000::BIGINT');

async function proveAgain(world, { maria }, kept) {
  const { page } = maria;
  await page.goto('/cuenta/seguridad/llaves/nueva');
  await age(world);
  await fill(page, 'Nombre de la llave', 'Tableta');
  await press(page, 'Continuar');
  await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
  await look(maria, 'factors-21-prove', world);
  await kept.device.touch(true);
  await press(page, 'Confirmar con una llave de acceso');
  // The name was not lost, and only now the browser is told what to make.
  await says(page, /crear «Tableta»/);
  await kept.device.touch(false);

  await page.goto('/cuenta/seguridad/codigos');
  await age(world);
  await press(page, 'Crear códigos nuevos');
  await fill(page, 'Código', '000000');
  await press(page, 'Confirmar con el código');
  await page.getByRole('alert').first().getByText(/El código no es correcto/).waitFor();
  await look(maria, 'factors-22-prove-wrong', world);
  // The code that opened the session is used: the next one, within half a minute.
  while (code(kept.secret, 1) === kept.used) await sleep(500);
  await fill(page, 'Código', code(kept.secret, 1));
  await press(page, 'Confirmar con el código');
  await page.getByRole('heading', { name: 'Guarda tus códigos de recuperación' }).waitFor();
  kept.codes = await page.locator('.codes code').allInnerTexts();
  await link(page, 'Ya los he guardado').click();
  assertQuiet(maria);
}

async function recover(world, { maria }, kept) {
  const { page } = maria;
  const printed = kept.codes[2];
  await signOut(maria, MARIA);
  await typePassword(page, world.people.maria);
  await page.getByText('No tengo el móvil ni la llave').click();
  await look(maria, 'factors-12-recovery', world);
  await fill(page, 'Código de recuperación', printed.toLowerCase());
  await press(page, 'Entrar con el código de recuperación');
  await isIn(page);
  const mail = await world.sink.mailTo(MARIA.email, /Se ha usado un código/);
  assert.match(mail.text, /Te quedan 9/);
  await signOut(maria, MARIA);
  await typePassword(page, world.people.maria);
  await page.getByText('No tengo el móvil ni la llave').click();
  await fill(page, 'Código de recuperación', printed);
  await press(page, 'Entrar con el código de recuperación');
  await says(page, /ya se ha usado/);
  await look(maria, 'factors-13-recovery-used', world);
  await kept.device.touch(true);
  await press(page, 'Usar una llave de acceso');
  await isIn(page);
}

async function removeKey(world, { maria }, kept) {
  const { page } = maria;
  await page.goto('/cuenta/seguridad');
  await says(page, 'Te quedan 9 códigos');
  await link(page, 'Cambiar Móvil de María').click();
  await look(maria, 'factors-14-key', world);
  await fill(page, 'Nombre de la llave', 'Teléfono');
  await press(page, 'Guardar');
  await link(page, 'Cambiar Teléfono').click();
  await press(page, 'Quitar esta llave');
  await says(page, 'Quitado');
  await world.sink.mailTo(MARIA.email, /Se ha quitado una llave/);
  await kept.device.touch(false);
  await signOut(maria, MARIA);
  await page.goto('/acceder');
  await kept.device.touch(true);
  // The field of the address may have offered it already, and offers it no more once it was refused.
  const refused = page.getByRole('main').getByText(/No hemos podido aceptar esa llave/).first();
  const offered = await refused.waitFor({ timeout: 5_000 }).then(() => true, () => false);
  if (!offered) await press(page, 'Entrar con una llave de acceso');
  await refused.waitFor();
  await page.waitForLoadState('networkidle');
  await look(maria, 'factors-15-key-refused', world);
  await isOut(page);
  assertQuiet(maria);
}

async function require(world, { elena, luis }) {
  await signIn(elena, world.people.elena);
  await elena.page.goto('/admin/segundo-paso');
  await look(elena, 'factors-16-requirement', world);
  await elena.page.getByRole('checkbox', { name: 'Técnicos' }).check();
  await press(elena.page, 'Guardar');
  await says(elena.page, 'Guardado');
  await signIn(luis, world.people.luis);
  await luis.page.waitForURL('**/cuenta/seguridad');
  await says(luis.page, 'Tu cuenta necesita un segundo paso');
  await look(luis, 'factors-17-owed', world);
  await luis.page.goto('/cola/mios');
  await luis.page.waitForURL('**/cuenta/seguridad');
  await addDevice(luis);
  await link(luis.page, 'Añadir una llave de acceso').click();
  await fill(luis.page, 'Nombre de la llave', 'Ordenador');
  await press(luis.page, 'Continuar');
  await press(luis.page, 'Crear la llave');
  await link(luis.page, 'Ya los he guardado').click();
  await luis.page.goto('/cola/mios');
  await luis.page.waitForURL('**/cola/mios');
  assertQuiet(luis);
}

async function reset(world, { elena, maria }, kept) {
  await elena.page.goto('/admin/personas');
  await link(elena.page, MARIA.name).first().click();
  await says(elena.page, /con aplicación de códigos/);
  await look(elena, 'factors-18-person', world);
  await press(elena.page, 'Quitar el segundo paso');
  await says(elena.page, 'No tiene.');
  await world.sink.mailTo(MARIA.email, /Se ha quitado el segundo paso/);
  // The field of the address would offer the removed key, and lead away from what is typed.
  await kept.device.touch(false);
  await typePassword(maria.page, world.people.maria);
  await isIn(maria.page);
  const told = JSON.parse(await world.app.cli(['user', 'reset-2fa', world.people.luis.email, '--json']));
  assert.equal(told.reset, true);
  await elena.page.goto('/admin/historial');
  await says(elena.page, 'quitó el segundo paso de');
  await look(elena, 'factors-19-history', world);
  assertQuiet(elena, maria);
}

async function needsScript(world, { maria }) {
  const { page } = maria;
  await signIn(maria, world.people.maria);
  await page.goto('/cuenta/seguridad/llaves/nueva');
  await says(page, /necesitan JavaScript/);
  await look(maria, 'factors-20-needs-script', world);
  await fill(page, 'Nombre de la llave', 'Móvil');
  await press(page, 'Continuar');
  await says(page, /necesitan JavaScript/);
  assert.equal(await button(page, 'Crear la llave').count(), 0, 'no dead button');
}
