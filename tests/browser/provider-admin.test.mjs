// An administrator sets up a provider in the pages, tries it out and offers it; a real, certified provider on loopback.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { button, link, press, says, signIn, signInLink } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { CLIENT } from './support/elsewhere.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { Provider } from './support/provider.mjs';
import { populate } from './support/world.mjs';

const NORA = { sub: 'nora', name: 'Nora Pons', email: 'nora@ceiplapaz.example', email_verified: true };
// The certified provider runs on this machine, which the pages reach by leave only.
const CONFIGURED = {
  ATIENDE_OUTBOUND_ALLOW: '127.0.0.0/8,::1/128',
  ATIENDE_GITHUB__CLIENT_ID: 'of-the-file',
  ATIENDE_GITHUB__CLIENT_SECRET: 'of-the-file',
};

for (const [engine, javaScript] of [['sqlite', true], ['sqlite', false], ['postgres', true]]) {
  describe(`providers in the administration, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    let provider;
    before(async () => {
      provider = await Provider.start({ accounts: [NORA], host: 'localhost' });
    });
    after(() => provider.stop());

    test('are set up, tried, offered and taken away', { timeout: 300_000 }, (t) => {
      const env = { ATIENDE_RATE_LIMITS__LOGIN: '1000/min', ...CONFIGURED };
      const told = (act) => (world, visitors) => act(world, visitors, provider);
      return tell(t, { engine, javaScript, env, settle: populate }, ['elena', 'nora'], [
        ['the list has what the configuration file says', list],
        ['she chooses a kind; each has its own form', kinds],
        ['a slip keeps what was typed', slip],
        ['she copies the address and saves', told(save)],
        ['the first try fails, and says why', told(failingTry)],
        ['the second works, and shows what comes', told(workingTry)],
        ['she offers it, and Nora enters with it', told(offer)],
        ['who would lose it is told before it is removed', remove],
      ]);
    });
  });
}

async function list(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await page.goto('/admin');
  await link(page.getByRole('main'), /Entrar con otras cuentas/).click();
  await says(page, 'GitHub');
  await says(page, /archivo de configuración/);
  await look(elena, 'provider-admin-01-list', world);
}

async function kinds(world, { elena }) {
  const { page } = elena;
  await link(page, 'Añadir proveedor').click();
  await look(elena, 'provider-admin-02-kinds', world);
  for (const [kind, fields] of [
    ['Microsoft', ['Organización de Microsoft', 'Secreto de cliente']],
    ['Google Workspace', ['Dominios de Workspace']],
    ['Facebook', ['URL de desautorización', 'URL de borrado de datos', 'Clave secreta de la aplicación']],
    ['Apple', ['Services ID', 'Team ID', 'Key ID', 'Clave privada']],
  ]) {
    await link(page.getByRole('main'), kind).click();
    for (const name of fields) await page.getByLabel(name).first().waitFor();
    await look(elena, `provider-admin-03-${kind.toLowerCase().replace(' ', '-')}`, world);
    await page.goto('/admin/proveedores/nuevo');
  }
}

async function slip(world, { elena }) {
  const { page } = elena;
  await link(page.getByRole('main'), 'Otro (OpenID Connect)').click();
  await fill(page, 'Nombre en el botón', 'la cuenta del colegio');
  await fill(page, 'Palabra en la dirección', 'El Colegio');
  await fill(page, 'Emisor (issuer)', 'http://id.example.com');
  await press(page, 'Guardar');
  await page.getByRole('alert').first().waitFor();
  assert.equal(await field(page, 'Nombre en el botón').inputValue(), 'la cuenta del colegio');
  assert.equal(await field(page, 'Emisor (issuer)').inputValue(), 'http://id.example.com');
  await look(elena, 'provider-admin-04-slip', world);
}

async function save(world, { elena }, provider) {
  const { page, context, javaScript } = elena;
  await fill(page, 'Palabra en la dirección', 'colegio');
  await fill(page, 'Emisor (issuer)', provider.issuer);
  await fill(page, 'Identificador de cliente', CLIENT.client_id);
  await page.getByLabel('Secreto de cliente').fill('not the right one');
  const callback = `${world.url}/auth/colegio/callback`;
  if (javaScript) assert.equal(await field(page, 'URL de vuelta').inputValue(), callback, 'it follows the word');
  await press(page, 'Guardar');
  await page.getByRole('status').first().waitFor();
  assert.equal(await field(page, 'URL de vuelta').inputValue(), callback);
  assert.equal(await page.getByLabel('Secreto de cliente').inputValue(), '', 'never shown again');
  if (javaScript) {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.url });
    await button(page, /^Copiar/).first().click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), callback);
  } else {
    assert.ok(await button(page, /^Copiar/).first().isHidden(), 'no dead button');
  }
  await provider.setClient({ ...CLIENT, redirect_uris: [callback] });
  await look(elena, 'provider-admin-05-saved', world);
}

async function failingTry(world, { elena }) {
  const { page } = elena;
  await link(page.getByRole('main'), 'Probar').click();
  await button(page, NORA.name).click();
  await button(page, 'Permitir').click();
  await page.getByRole('heading', { name: /no ha funcionado/ }).waitFor();
  await says(page, /invalid_client/);
  await look(elena, 'provider-admin-06-trial-fails', world);
  await link(page, 'Volver al proveedor').click();
}

async function workingTry(world, { elena }) {
  const { page } = elena;
  await page.getByLabel('Secreto de cliente').fill(CLIENT.client_secret);
  await press(page, 'Guardar');
  await page.getByRole('status').first().waitFor();
  await link(page.getByRole('main'), 'Probar').click();
  await page.getByRole('heading', { name: 'la cuenta del colegio funciona' }).waitFor();
  await says(page, NORA.name);
  await says(page, NORA.email);
  await look(elena, 'provider-admin-07-trial-works', world);
  await page.goto('/cuenta');
  assert.ok(!(await page.getByRole('main').innerText()).includes(NORA.email), 'nothing was added to her account');
  assertQuiet(elena);
}

async function offer(world, { elena, nora }) {
  await nora.page.goto('/acceder');
  assert.ok(!(await nora.page.getByRole('main').innerText()).includes('la cuenta del colegio'), 'not before it is in use');
  await elena.page.goto('/admin/proveedores/colegio');
  await press(elena.page, 'Empezar a usarlo');
  await button(elena.page, 'Dejar de usarlo').waitFor();
  const { page } = nora;
  await page.goto('/crear-cuenta');
  await link(page.getByRole('main'), 'Continuar con la cuenta del colegio').click();
  await button(page, NORA.name).click();
  // What she allowed is the client's, whoever tried it.
  await page.waitForURL((url) => url.origin === world.url || url.pathname.startsWith('/interaction'));
  if (new URL(page.url()).origin !== world.url) await button(page, 'Permitir').click();
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
  await fill(page, 'Empresa / Centro', 'CEIP La Paz');
  await press(page, 'Crear cuenta');
  await page.waitForURL('**/espera');
}

async function remove(world, { elena, nora }) {
  const { page } = elena;
  await page.goto('/admin/proveedores');
  await look(elena, 'provider-admin-08-in-use', world);
  await link(page, 'la cuenta del colegio').first().click();
  await link(page, 'Quitar proveedor').click();
  await says(page, /Una persona entra con él/);
  await says(page, /no tiene otra forma de entrar/);
  await look(elena, 'provider-admin-09-remove', world);
  await press(page, 'Quitar proveedor');
  await page.getByRole('status').first().waitFor();
  assert.ok(!(await page.getByRole('main').innerText()).includes('la cuenta del colegio'));
  await page.goto('/admin/historial');
  await says(page, /quitó el proveedor/);
  await nora.page.goto('/');
  await signInLink(nora.page).waitFor({ state: 'detached' });
}
