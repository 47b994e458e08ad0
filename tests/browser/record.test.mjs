// The record of what happened, as the administrator looks through it and takes a copy away; and the table of roles.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { button, link, press, says, signIn } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { choose, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';

for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
  describe(`the record, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('is looked through, and taken away', { timeout: 300_000 }, (t) =>
      tell(t, { engine, javaScript }, ['stranger', 'elena', 'luis'], [
        ['a stranger guesses, Elena and Luis sign in', begin],
        ['Elena looks through the record', lookThrough],
        ['she takes a copy away', takeCopy],
        ['she sees what each role may do', seeRoles],
        ['Luis has neither', denied],
      ]),
    );
  });
}

async function begin(world, { stranger, elena, luis }) {
  const { page } = stranger;
  for (const email of [world.people.carmen.email, 'nadie@ceiplapaz.example']) {
    await page.goto('/acceder');
    await fill(page, 'Correo electrónico', email);
    await fill(page, 'Contraseña', 'no es esta');
    await press(page, 'Acceder');
    await page.getByRole('alert').first().waitFor();
  }
  await signIn(elena, world.people.elena);
  await signIn(luis, world.people.luis);
}

async function lookThrough(world, { elena }) {
  const { page } = elena;
  await page.goto('/admin');
  await link(page, 'Historial').click();
  await says(page, 'rechazó un intento de acceso a la cuenta de');
  await look(elena, 'record-01-all', world);
  await choose(page, 'Qué pasó', 'Personas: rechazó un intento de acceso a la cuenta de');
  await button(page, 'Filtrar').click();
  await says(page, 'una dirección sin cuenta');
  assert.match(page.url(), /que=person%3Asign_in_failed/);
  await look(elena, 'record-02-failures', world);
  await page.getByLabel('Desde').fill('2001-01-01');
  await page.getByLabel('Hasta').fill('2001-12-31');
  await button(page, 'Filtrar').click();
  await says(page, 'No hay nada registrado así.');
  await look(elena, 'record-03-nothing', world);
  assertQuiet(elena);
}

async function takeCopy(world, { elena }) {
  const { page } = elena;
  await page.goto('/admin/historial?que=person%3Asigned_in');
  const takes = async (name) => {
    const [copy] = await Promise.all([page.waitForEvent('download'), press(page, name)]);
    return copy;
  };
  // Whoever finds her browser open reads the record, and takes none of it away.
  if (world.database) {
    await world.database.run('UPDATE sessions SET proved_at = proved_at - 16 * 60 * 1000000::BIGINT');
    await press(page, 'Hoja de cálculo (CSV)');
    await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
    await fill(page, 'Contraseña', world.people.elena.password);
    await takes('Confirmar y seguir');
    await page.goto('/admin/historial?que=person%3Asigned_in');
  }
  const copy = await takes('Hoja de cálculo (CSV)');
  assert.match(copy.suggestedFilename(), /^historial-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await copy.path(), 'utf8')).trimEnd().split('\r\n');
  assert.match(lines[0], /^\uFEFFid,at,actor/);
  assert.ok(lines.length >= 3 && lines.slice(1).every((line) => line.includes(',signed_in,person:')), lines.join('\n'));
  const all = await takes('Para programas (JSON)');
  for (const line of (await readFile(await all.path(), 'utf8')).trimEnd().split('\n')) JSON.parse(line);
  await page.goto('/admin/historial');
  await says(page, 'descargó una copia de');
}

async function seeRoles(world, { elena }) {
  const { page } = elena;
  await page.goto('/admin');
  await link(page, 'Qué puede hacer cada papel').click();
  const row = page.getByRole('row').filter({ hasText: 'Escribir notas internas' });
  assert.deepEqual((await row.getByRole('cell').allInnerTexts()).map((text) => text.trim()), ['No', 'No', 'De los centros que atiende', 'Sí, todo']);
  await look(elena, 'record-04-roles', world);
  assertQuiet(elena);
}

async function denied(world, { luis }) {
  for (const path of ['/admin/historial', '/admin/roles']) {
    assert.equal((await luis.page.goto(path)).status(), 403, path);
  }
}
