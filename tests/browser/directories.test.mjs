// A school's directory: its people sign in with what they have there, and it keeps accounts here by itself.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { press, says, signIn, signInLink, signOut } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { choose, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { populate, SCHOOL } from './support/world.mjs';

const SLAPD = fileURLToPath(new URL('../services/slapd.sh', import.meta.url));
const LABEL = 'el colegio';

for (const [engine, javaScript] of [['sqlite', true], ['sqlite', false], ['postgres', true]]) {
  describe(`with a directory, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    let folder;
    let address;
    let authority;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'atiende-ldap-'));
      [address, , authority] = execFileSync(SLAPD, ['start', folder], { encoding: 'utf8' }).trim().split(' ');
    });
    after(() => {
      execFileSync(SLAPD, ['stop', folder]);
      rmSync(folder, { recursive: true });
    });

    test('people enter with it, and groups mean what the administrator says', { timeout: 300_000 }, (t) => {
      const env = {
        ATIENDE_RATE_LIMITS__LOGIN: '1000/min',
        ATIENDE_LDAP__COLEGIO__URL: address,
        ATIENDE_LDAP__COLEGIO__START_TLS: 'true',
        ATIENDE_LDAP__COLEGIO__CA_FILE: authority,
        ATIENDE_LDAP__COLEGIO__BIND_DN: 'cn=desk,dc=ceiplapaz,dc=es',
        ATIENDE_LDAP__COLEGIO__BIND_PASSWORD: 'clave del servicio',
        ATIENDE_LDAP__COLEGIO__BASE: 'dc=ceiplapaz,dc=es',
        ATIENDE_LDAP__COLEGIO__LABEL: LABEL,
        ATIENDE_LDAP__COLEGIO__DOMAINS: 'ceiplapaz.es',
        ATIENDE_LDAP__COLEGIO__ORGANIZATION: SCHOOL.name,
        ATIENDE_LDAP__COLEGIO__COORDINATORS_GROUP: 'responsables',
      };
      return tell(t, { engine, javaScript, env, settle: populate }, ['maria', 'elena'], [
        ['a wrong password says no more than that', stranger],
        ['María enters with the user name of the school', enter],
        ['Elena sees that no group has come yet', empty],
        ['the directory sends people and groups', send],
        ['Elena says what a group is here', mean],
      ]);
    });
  });
}

async function stranger(world, { maria }) {
  const { page } = maria;
  await page.goto('/acceder');
  await look(maria, 'directories-01-sign-in', world);
  for (const [login, password] of [['maria', 'otra'], ['nadie', 'otra'], ['*)(uid=*', 'clave de maria']]) {
    await fill(page, 'Correo electrónico', login);
    await fill(page, 'Contraseña', password);
    await press(page, 'Acceder');
    await page.getByRole('alert').getByText('El correo o la contraseña no son correctos').first().waitFor();
  }
  await look(maria, 'directories-02-refused', world);
}

async function enter(world, { maria }) {
  const { page } = maria;
  await page.goto('/acceder?volver=/soporte/abrir');
  await fill(page, 'Correo electrónico', 'maria');
  await fill(page, 'Contraseña', 'clave de maria');
  await press(page, 'Acceder');
  await signInLink(page).waitFor({ state: 'detached' });
  await page.waitForURL('**/soporte/abrir');
  await page.goto('/cuenta');
  await says(page, LABEL);
  await look(maria, 'directories-03-own', world);
  await signOut(maria, { name: 'Maria Gil' });
}

async function empty(world, { elena }) {
  await signIn(elena, world.people.elena);
  await elena.page.goto('/admin');
  await look(elena, 'directories-04-hub', world);
  await elena.page.goto('/admin/directorios');
  await says(elena.page, 'Ningún directorio ha enviado grupos todavía.');
  await look(elena, 'directories-05-none', world);
}

async function send(world) {
  const asked = ['token', 'add', '--user', world.people.elena.email, '--name', 'Entra', '--scope', 'scim'];
  const token = (await world.app.cli(asked)).trim();
  const call = async (method, path, body) => {
    const answer = await fetch(`${world.url}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const lucia = await call('POST', '/Users', {
    userName: 'lucia@ceiplapaz.es',
    displayName: 'Lucía Mar',
    emails: [{ type: 'work', primary: true, value: 'lucia@ceiplapaz.es' }],
  });
  for (const displayName of ['Docentes', 'Un grupo con un nombre tan largo que no cabe en ninguna pantalla pequeña, ni aunque se quiera']) {
    await call('POST', '/Groups', { displayName, members: [{ value: lucia.id }] });
  }
}

async function mean(world, { elena }) {
  const { page } = elena;
  await page.goto('/admin/directorios');
  await page.getByRole('link', { name: 'Docentes' }).click();
  await says(page, 'Lucía Mar');
  await choose(page, 'Papel', 'Técnico');
  await choose(page, 'Empresa / Centro', SCHOOL.name);
  await page.getByLabel('Son responsables TIC').check();
  await look(elena, 'directories-06-group', world);
  await press(page, 'Guardar');
  await page.getByRole('status').first().waitFor();
  await says(page, `Técnico y responsable TIC de ${SCHOOL.name}`);
  await look(elena, 'directories-07-groups', world);
  assertQuiet(elena);
}
