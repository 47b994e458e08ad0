// Files of "Abrir ticket": chosen, dropped or pasted; what cannot be taken is told, and nothing else is lost.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, fromSupportMenu, link, PICTURE, press, signIn } from './support/acts.mjs';
import { assertQuiet, pardon } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { settleDesk } from './support/desk.mjs';
import { attach, choose, field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { drop, paste } from './support/transfer.mjs';

const LABEL = 'Adjuntar archivos';
const SUBJECT = 'El proyector muestra rayas';
const MAX_BYTES = 20_000;
const MAX_FILES = 20;

const picture = (name) => ({ name, mimeType: 'image/png', buffer: PICTURE });
const document = (name, bytes) => ({ name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'a') });

describe('files of a ticket', () => {
  const kind = { settle: settleDesk, env: { ATIENDE_MAX_UPLOAD_BYTES: String(MAX_BYTES) } };
  test('with JavaScript', { timeout: 300_000 }, (t) =>
    tell(t, { ...kind, javaScript: true }, ['maria'], [
      ['María opens the form', openForm],
      ['she chooses files and takes one back', pick],
      ['she drops one on the form', dropOne],
      ['she pastes a screenshot, and text stays text', pasteOne],
      ['a file on its way shows it, and Enviar waits for it', showProgress],
      ['the ticket has what was listed', (world, visitors) => readTicket(world, visitors, ['plano.txt', 'foto.png', /^captura-.*\.png/, 'lento.png'])],
      ['too large, empty or too many is told, and the rest is sent', tellLimits],
    ]),
  );
  test('without JavaScript', { timeout: 300_000 }, (t) =>
    tell(t, { ...kind, javaScript: false }, ['maria'], [
      ['María opens the form', openForm],
      ['what cannot be taken comes back with the rest', refuseByPage],
      ['the ticket has the one that she kept', (world, visitors) => readTicket(world, visitors, ['foto.png'])],
    ]),
  );
});

async function openForm(world, { maria }) {
  await signIn(maria, world.people.maria);
  await fromSupportMenu(maria.page, 'Abrir ticket');
  await fill(maria.page, 'Asunto', SUBJECT);
  await choose(maria.page, 'Prioridad', /^Normal/);
  await fill(maria.page, 'Descripción', 'Desde ayer.');
}

const row = (page, name) => page.locator('[data-attachments]').getByRole('listitem').filter({ hasText: name });
const form = (page) => page.locator('#open-ticket');

/** The file is up: its id goes with the form. */
const up = (page, name) => row(page, name).locator('input[name="attachment"]').waitFor({ state: 'attached' });

async function pick(world, { maria }) {
  const { page } = maria;
  await attach(page, LABEL, [document('plano.txt', 900), picture('sobra.png')]);
  await up(page, 'plano.txt');
  await up(page, 'sobra.png');
  await row(page, 'plano.txt').getByText(/^900 B$/).waitFor();
  await announced(page, /adjuntado$/);
  await look(maria, 'files-01-chosen', world);

  const remove = button(page, 'Quitar sobra.png');
  await remove.focus();
  await page.keyboard.press('Enter');
  await row(page, 'sobra.png').waitFor({ state: 'detached' });
  assert.ok(await page.getByRole('button', { name: LABEL, exact: true }).evaluate((control) => control === document.activeElement), 'the focus is not lost with the row');
  assertQuiet(maria);
}

const announced = (page, words) => page.locator('[aria-live="polite"]').filter({ hasText: words }).waitFor({ state: 'attached' });

async function dropOne(world, { maria }) {
  const { page } = maria;
  await drop(form(page), [{ name: 'foto.png', type: 'image/png', text: 'dropped' }]);
  await up(page, 'foto.png');
  assert.equal(new URL(page.url()).pathname, '/soporte/abrir', 'the browser did not open the file in place of the page');
  assertQuiet(maria);
}

async function pasteOne(world, { maria }) {
  const { page } = maria;
  const description = field(page, 'Descripción');
  assert.ok(await paste(description, { files: [{ name: 'image.png', type: 'image/png', text: 'pasted' }] }));
  await up(page, /^captura-.*\.png/);
  // Word and Excel put a picture of the text beside the text.
  const both = { files: [{ name: 'image.png', type: 'image/png', text: 'of the text' }], texts: { 'text/plain': 'Tres rayas' } };
  assert.equal(await paste(description, both), false, 'text is left to the browser');
  assert.equal(await row(page, /captura-/).count(), 1);
  assertQuiet(maria);
}

async function showProgress(world, { maria }) {
  const { page } = maria;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/adjuntos', async (route) => {
    await held;
    await route.continue();
  });
  await attach(page, LABEL, [picture('lento.png')]);
  await page.getByRole('progressbar', { name: 'Subiendo lento.png' }).waitFor();
  await look(maria, 'files-02-on-its-way', world);
  await press(page, 'Enviar');
  await announced(page, /Esperando a que terminen/);
  assert.equal(new URL(page.url()).pathname, '/soporte/abrir', 'the form waits');
  release();
  await page.getByRole('heading', { name: /#\d+/ }).waitFor();
  await page.unroute('**/adjuntos');
  assertQuiet(maria);
}

async function readTicket(world, { maria }, names) {
  const { page } = maria;
  await link(page, 'Ver el ticket').click();
  await page.getByRole('heading', { name: SUBJECT }).waitFor();
  const files = page.getByRole('article').locator('.attachments > li, .thumbs > *');
  for (const name of names) await page.getByRole('article').getByRole('link', { name }).first().waitFor();
  assert.equal(await files.count(), names.length, 'these and no others');
  assertQuiet(maria);
}

async function tellLimits(world, visitors) {
  const { maria } = visitors;
  const { page } = maria;
  await openForm(world, visitors);
  await attach(page, LABEL, [document('enorme.txt', MAX_BYTES + 1), document('vacio.txt', 0), picture('buena.png')]);
  await up(page, 'buena.png');
  await row(page, 'enorme.txt').getByText(/máximo/).waitFor();
  await row(page, 'vacio.txt').getByText(/vacío/).waitFor();
  await look(maria, 'files-03-refused', world);

  const more = Array.from({ length: MAX_FILES }, (_, index) => picture(`serie-${index + 1}.png`));
  await attach(page, LABEL, more);
  await row(page, `serie-${MAX_FILES}.png`).getByText(`${MAX_FILES} archivos como mucho`).waitFor();
  await up(page, `serie-${MAX_FILES - 1}.png`);
  assert.equal(await field(page, 'Asunto').inputValue(), SUBJECT);
  // The empty file is the server's to refuse.
  if (maria.troubles.length > 0) pardon(maria, /^\S+: 422 for POST .*\/adjuntos$/);
  await press(page, 'Enviar');
  await readTicket(world, visitors, ['buena.png', ...more.slice(0, -1).map(({ name }) => name)]);
}

async function refuseByPage(world, { maria }) {
  const { page } = maria;
  await attach(page, LABEL, [picture('foto.png'), document('enorme.txt', MAX_BYTES + 1), document('vacio.txt', 0), document('plano.txt', 900)]);
  await press(page, 'Enviar');
  const alert = page.getByRole('alert').first();
  await alert.getByText(/«enorme\.txt» pesa demasiado/).waitFor();
  await alert.getByText(/«vacio\.txt» está vacío/).waitFor();
  assert.equal(await field(page, 'Asunto').inputValue(), SUBJECT);
  assert.equal(await field(page, 'Descripción').inputValue(), 'Desde ayer.');
  assert.ok(await page.getByRole('radio', { name: /^Normal/ }).isChecked());
  await row(page, 'foto.png').waitFor();
  await row(page, 'plano.txt').waitFor();
  await look(maria, 'files-04-refused', world);
  await page.getByRole('checkbox', { name: 'Adjuntar plano.txt' }).uncheck();
  await press(page, 'Enviar');
  assertQuiet(maria);
}
