// A school that speaks SAML alone: its people enter by the bridge of docs/manual/saml.md, which runs as that page says.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { button, link, press, says, signIn, signInLink, signOut } from './support/acts.mjs';
import { freePort } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { SamlServer } from './support/saml.mjs';
import { populate, SCHOOL } from './support/world.mjs';

const BRIDGE = fileURLToPath(new URL('../services/saml.sh', import.meta.url));
const bridge = (...words) => execFileSync(BRIDGE, words, { encoding: 'utf8' }).trim();
const LABEL = 'la cuenta del colegio';

const MAIL = 'urn:oid:0.9.2342.19200300.100.1.3';
const DISPLAY_NAME = 'urn:oid:2.16.840.1.113730.3.1.241';
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** As OpenLDAP behind Shibboleth or SimpleSAMLphp tells of somebody. */
const person = (id, name, email) => ({ id, name, email, attributes: { [MAIL]: email, [DISPLAY_NAME]: name } });

const NORA = person('b7f1-nora', 'Nora Pons', 'nora@colegio.example');
const MARIA = person('b7f1-maria', 'María Gómez', 'maria@colegio.example');
const TOMAS = person('b7f1-tomas', 'Tomás Vera', 'tomas@colegio.example');
const OSCAR = person('b7f1-oscar', 'Óscar Gil', 'oscar@otra.example');
/** As Entra ID does, whose `name` is no name. */
const EVA = {
  ...person('b7f1-eva', 'Eva Ríos', 'Eva@Colegio.example'),
  attributes: { [`${CLAIMS}/name`]: 'eva_r#x', [`${CLAIMS}/givenname`]: 'Eva', [`${CLAIMS}/surname`]: 'Ríos', [`${CLAIMS}/emailaddress`]: 'Eva@Colegio.example' },
};

for (const [engine, javaScript] of [['sqlite', false], ['postgres', true]]) {
  describe(`with a SAML server behind a bridge, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    let folder;
    let school;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'atiende-saml-'));
      // Not the bridge's host, and so another site than it: that is when browsers are particular about cookies.
      school = await SamlServer.start({ people: [NORA, EVA, MARIA, TOMAS, OSCAR], host: '127.0.0.1' });
    });
    after(async () => {
      bridge('stop', folder);
      await school.stop();
      rmSync(folder, { recursive: true });
    });

    test('people of the school enter', { timeout: 300_000 }, async (t) => {
      const [authority, secret] = bridge('keys', folder).split(' ');
      const port = await freePort();
      const env = {
        ATIENDE_RATE_LIMITS__LOGIN: '1000/min',
        SSL_CERT_FILE: authority,
        ATIENDE_OIDC__COLEGIO__ISSUER: `https://localhost:${port}`,
        ATIENDE_OIDC__COLEGIO__CLIENT_ID: 'atiende',
        ATIENDE_OIDC__COLEGIO__CLIENT_SECRET: secret,
        ATIENDE_OIDC__COLEGIO__LABEL: LABEL,
        ATIENDE_OIDC__COLEGIO__LINK_VERIFIED_EMAIL: String(engine === 'postgres'),
      };
      const startBridge = async ({ url }) => school.meet(bridge('start', folder, String(port), await school.metadataFile(), `${url}/auth/colegio/callback`));
      const settle = async (app) => {
        await startBridge(app);
        const people = await populate(app);
        const maria = await app.addPerson({ ...MARIA, role: 'requester', organization: SCHOOL.name });
        return { ...people, maria, tomas: await app.addPerson({ ...TOMAS, role: 'admin' }) };
      };
      const restart = (world) => () => {
        bridge('stop', folder);
        return startBridge(world);
      };
      const act = (chapter) => (world, visitors) => chapter(world, visitors, school);
      const names = ['nora', 'eva', 'maria', 'tomas', 'oscar', 'elena', 'other'];
      return tell(t, { engine, javaScript, env, settle, anyCertificate: true }, names, [
        ['the bridge is known', bridgeIsKnown],
        ['Nora asks for an account by the button', askByButton],
        ['a person approves her', approve],
        ['she comes back in without a question', act(comeBack)],
        ...(engine === 'sqlite' ? [['she is still herself after the bridge was started again', (world, { nora }) => afterRestart(nora, restart(world))]] : []),
        ['Eva, of whom is told as Entra ID does, and encrypted', act(otherWords)],
        engine === 'postgres' ? ['María’s account opens at once, since the desk is told so', joinAtOnce] : ['María joins both by signing in as before', joinByPassword],
        ['nobody on the staff is joined without a proof', staffProves],
        ['an address of another domain is not the school’s to tell', foreignAddress],
        ['who says no at the school changes nothing', cancel],
        // Only time makes a proof old; in PostgreSQL a test can be time.
        ...(engine === 'postgres' ? [['an old proof is asked for anew, at the school too', act(askedAnew)]] : []),
        ['what the school did not sign is not believed', act(forged)],
      ]);
    });
  });
}

const continueWith = (page) => link(page.getByRole('main'), `Continuar con ${LABEL}`);
const isIn = (page) => signInLink(page).waitFor({ state: 'detached' });

/** Without JavaScript the school's answer waits for a press, as SAML's own form does everywhere. */
async function carryOn({ page, javaScript }) {
  if (!javaScript) await button(page, 'Submit').click();
}

async function byButton({ page }, from = '/acceder') {
  await page.goto(from);
  await continueWith(page).click();
}

async function enterAs(visitor, name, from) {
  await byButton(visitor, from);
  await button(visitor.page, name).click();
  await carryOn(visitor);
}

async function bridgeIsKnown({ app }) {
  const checks = JSON.parse(await app.cli(['check', '--json']));
  const { ok, detail } = checks.find(({ name }) => name === 'oidc');
  assert.ok(ok, detail);
}

async function askByButton(world, { nora }) {
  const { page } = nora;
  await enterAs(nora, NORA.name, '/crear-cuenta');
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
  assert.equal(await field(page, 'Nombre').inputValue(), NORA.name);
  assert.equal(await field(page, 'Correo electrónico').inputValue(), NORA.email);
  await look(nora, 'saml-01-sign-up', world);
  await fill(page, 'Empresa / Centro', SCHOOL.name);
  await press(page, 'Crear cuenta');
  // The bridge says that the address is verified: no mail to confirm it.
  await page.waitForURL('**/espera');
  assertQuiet(nora);
}

async function approve(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await page.goto('/admin/cuentas');
  await says(page, NORA.email);
  await look(elena, 'saml-02-pending', world);
  await press(page, 'Aprobar');
  await page.getByRole('status').first().waitFor();
}

async function comeBack(world, { nora }, school) {
  const { page } = nora;
  await page.goto('/');
  await signOut(nora, NORA);
  const before = school.requests.length;
  await byButton(nora);
  await carryOn(nora);
  await isIn(page);
  assert.equal(new URL(page.url()).origin, world.url);
  const asked = school.requests.slice(before).map(({ method }) => method);
  assert.deepEqual(asked, ['GET'], 'the school was asked once, and asked nothing itself');
  assert.ok(school.requests.at(-1).query.Signature, 'the bridge signs what it asks');
  await page.goto('/cuenta');
  await button(page, `Quitar ${LABEL}`).waitFor();
  assertQuiet(nora);
}

async function afterRestart(nora, restart) {
  await signOut(nora, NORA);
  await restart();
  await byButton(nora);
  await carryOn(nora);
  await isIn(nora.page);
}

async function otherWords(world, { eva }, school) {
  const { page } = eva;
  school.behave({ includeAttributeNameFormat: false });
  school.encrypt();
  await enterAs(eva, EVA.name);
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
  assert.equal(await field(page, 'Nombre').inputValue(), 'Eva Ríos');
  assert.equal((await field(page, 'Correo electrónico').inputValue()).toLowerCase(), 'eva@colegio.example');
  school.behave();
  assertQuiet(eva);
}

async function joinAtOnce(world, { maria }) {
  const { page } = maria;
  await enterAs(maria, MARIA.name);
  await isIn(page);
  await page.goto('/cuenta');
  await button(page, `Quitar ${LABEL}`).waitFor();
  await world.sink.mailTo(MARIA.email, /Otra forma de entrar/);
}

async function joinByPassword(world, { maria }) {
  const { page } = maria;
  await enterAs(maria, MARIA.name);
  await says(page, 'Ya tienes cuenta aquí');
  await look(maria, 'saml-03-join', world);
  await fill(page, 'Contraseña', world.people.maria.password);
  await press(page, 'Acceder');
  await isIn(page);
}

async function staffProves(world, { tomas }) {
  const { page } = tomas;
  await enterAs(tomas, TOMAS.name);
  await says(page, 'Ya tienes cuenta aquí');
  assert.ok(await signInLink(page).isVisible());
  await fill(page, 'Contraseña', world.people.tomas.password);
  await press(page, 'Acceder');
  await isIn(page);
  await signOut(tomas, TOMAS);
  await byButton(tomas);
  await carryOn(tomas);
  await isIn(page);
}

async function foreignAddress(world, { oscar }) {
  const { page } = oscar;
  await enterAs(oscar, OSCAR.name);
  await page.getByRole('heading', { name: 'Crear cuenta' }).waitFor();
  assert.equal(await field(page, 'Nombre').inputValue(), OSCAR.name);
  assert.equal(await field(page, 'Correo electrónico').inputValue(), '');
  await look(oscar, 'saml-04-no-address', world);
  await fill(page, 'Correo electrónico', OSCAR.email);
  await fill(page, 'Empresa / Centro', SCHOOL.name);
  await press(page, 'Crear cuenta');
  await page.getByRole('heading', { name: 'Mira tu correo' }).waitFor();
}

async function cancel(world, { other }) {
  const { page } = other;
  await byButton(other);
  await button(page, 'Cancelar').click();
  await carryOn(other);
  await says(page, /Has cancelado/);
  await look(other, 'saml-05-cancelled', world);
  await link(page, 'Volver a intentarlo').click();
  await continueWith(page).waitFor();
  assert.ok(await signInLink(page).isVisible());
}

async function askedAnew(world, { tomas }, school) {
  const { page, context } = tomas;
  await page.goto('/admin/personas');
  await link(page, /Pedro Sanz/).first().click();
  await page.getByRole('heading', { name: 'Pedro Sanz', level: 1 }).waitFor();
  await world.database.run('UPDATE sessions SET proved_at = proved_at - 16 * 60 * 1000000::BIGINT');
  await fill(page, 'Papel', 'Técnico');
  await press(page, 'Guardar');
  await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
  const opened = context.waitForEvent('page');
  await link(page, new RegExp(`^Continuar con ${LABEL}`)).click();
  const tab = await opened;
  // Tomás's session at the school is open, and yet it asks.
  await button(tab, TOMAS.name).click();
  await tab.getByRole('heading', { name: 'Confirmado' }).waitFor();
  await tab.close();
  await press(page, 'Ya lo he confirmado');
  await says(page, 'Guardado');
}

/** Whoever is in the middle can be anybody: another's key, no signature where one is due, an answer meant for another. */
async function forged(world, { other }, school) {
  const ways = [
    () => school.forge(),
    () => school.behave({ signAssertion: false }),
    () => school.behave({ audience: 'https://another.example/saml/metadata' }),
  ];
  for (const way of ways) {
    await way();
    await enterAs(other, MARIA.name);
    await link(other.page, 'Volver a intentarlo').waitFor();
    await other.page.goto('/');
    assert.ok(await signInLink(other.page).isVisible());
    school.behave();
    await school.forge(false);
    school.endSessions();
  }
  await enterAs(other, MARIA.name);
  // The same, signed: it was the signature that was missed.
  await isIn(other.page);
}
