// Mail both ways: María writes and answers by mail, a stranger waits beside her ticket, Elena looks through the ledger.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, link, message, press, reply, says, signIn } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { MARIA, settleDesk } from './support/desk.mjs';
import { choose, field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';

const MAILBOX = 'soporte@atiende.example';

for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
  describe(`mail both ways, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('becomes tickets, and nothing is lost', { timeout: 300_000 }, (t) =>
      tell(t, { engine, javaScript, settle: settleDesk }, ['luis', 'elena'], [
        ['María writes, and has a receipt', write],
        ['Luis reads and answers on the page', answer],
        ['María answers his mail', answerByMail],
        ['somebody else answers too, and waits beside the ticket', stranger],
        ['Elena looks through what came', lookThrough],
        ['she makes a ticket of what waited', makeTicket],
        ['she keeps a sender out', block],
        ['Luis has no part in that', denied],
      ]),
    );
  });
}

/** Hands a message over as a mail server pipes it; what became of it. */
async function arrives(world, { from, to = MAILBOX, subject, id, more = '', words }) {
  const lines = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}@ceiplapaz.example>`, ...(more ? [more] : []), 'Content-Type: text/plain; charset=utf-8', '', words];
  return JSON.parse(await world.app.cli(['mail', 'receive', '--json', '--to', to], { input: lines.join('\r\n') }));
}

async function write(world) {
  const words = 'La impresora no imprime.\n\nMira https://fotos.example/impresora\n\n-- \nMaría Gómez\nTutora de 5.º B\n';
  const said = await arrives(world, { from: `María Gómez <${MARIA.email}>`, subject: 'La impresora no imprime', id: '1', words });
  assert.equal(said.result, 'created');
  world.ticket = said.ticket;
  await world.sink.mailTo(MARIA.email, /impresora/);
}

async function answer(world, { luis }) {
  const { page } = luis;
  await signIn(luis, world.people.luis);
  await page.goto(`/t/${world.ticket}`);
  await says(page, 'La impresora no imprime.');
  const hers = message(page, 'La impresora no imprime.');
  assert.equal(await link(hers, 'https://fotos.example/impresora').getAttribute('href'), 'https://fotos.example/impresora');
  const signature = hers.getByText('Tutora de 5.º B');
  assert.ok(!(await signature.isVisible()), 'her signature is folded');
  await hers.getByText('Firma', { exact: true }).click();
  await signature.waitFor();
  await look(luis, 'mail-01-ticket', world);
  await takeBack(luis, world);
  await reply(page, '¿Qué luz tiene encendida?');
  await button(page, 'Deshacer').waitFor();
  await look(luis, 'mail-01-undo', world);
  if (luis.javaScript) await button(page, 'Deshacer').waitFor({ state: 'detached' });
  assertQuiet(luis);
}

/** What was sent a moment ago goes back into the box, and nobody gets it. */
async function takeBack(luis, world) {
  const { page } = luis;
  await reply(page, 'Es la del otro centro.');
  await says(page, 'Es la del otro centro.');
  await press(page, 'Deshacer');
  await page.getByText('Respuesta retirada').waitFor();
  assert.equal(await field(page, 'Respuesta').first().inputValue(), 'Es la del otro centro.');
  assert.equal(await page.getByRole('article').filter({ hasText: 'Es la del otro centro.' }).count(), 0);
  await look(luis, 'mail-01-taken-back', world);
}

async function answerByMail(world, { luis }) {
  const mail = await world.sink.mailTo(MARIA.email, /luz tiene/);
  const to = mail.replyTo.value[0].address;
  assert.match(to, /^soporte\+\d+\.\d+\.[0-9a-z]{16}@atiende\.example$/);
  const words = `La roja.\n\nEl lun, 23 nov 2026 a las 9:12, Atiende (<${MAILBOX}>) escribió:\n> ¿Qué luz tiene encendida?\n`;
  const said = await arrives(world, { from: MARIA.email, to, subject: 'Otra cosa', id: '2', more: `In-Reply-To: ${mail.messageId}`, words });
  assert.deepEqual([said.result, said.ticket], ['appended', world.ticket]);
  await luis.page.reload();
  const hers = message(luis.page, 'La roja.');
  await hers.getByText('Mensajes anteriores', { exact: true }).waitFor();
  assert.ok(!(await hers.getByText('¿Qué luz tiene encendida?').isVisible()), 'what she repeats is folded');
  world.answered = mail.messageId;
}

async function stranger(world, { luis }) {
  const { page } = luis;
  const said = await arrives(world, { from: 'Pedro Sanz <pedro@talleresduero.example>', subject: 'Re: La impresora', id: '3', more: `In-Reply-To: ${world.answered}`, words: 'A nosotros también nos pasa.' });
  assert.deepEqual([said.result, said.reason], ['quarantined', 'stranger']);
  await page.reload();
  await page.getByRole('heading', { name: /Correo de Pedro Sanz/ }).waitFor();
  await look(luis, 'mail-02-beside', world);
  await press(page, 'Admitir en el ticket');
  await page.getByRole('status').first().waitFor();
  for (let n = 0; n < 100 && (await message(page, 'A nosotros también nos pasa.').count()) === 0; n++) {
    await page.waitForTimeout(200);
    await page.reload();
  }
  await message(page, 'A nosotros también nos pasa.').waitFor();
  assertQuiet(luis);
}

async function lookThrough(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await arrives(world, { from: MARIA.email, subject: 'Fuera de la oficina', id: '4', more: 'Auto-Submitted: auto-replied', words: 'Vuelvo el lunes.' });
  await arrives(world, { from: 'Nadie <nadie@otra.example>', subject: 'Ayuda', id: '5', words: 'No puedo entrar.' });
  await arrives(world, { from: `María Gómez <${MARIA.email}>`, subject: 'La impresora no imprime', id: '5', words: 'Otra cosa.' });
  await page.goto('/admin');
  await link(page, 'Correo recibido').click();
  await look(elena, 'mail-03-ledger', world);
  const tabs = page.getByRole('navigation', { name: 'Qué pasó con cada correo' });
  const counts = (await tabs.locator('.count').allInnerTexts()).map(Number);
  assert.equal(counts[0], counts.slice(1).reduce((sum, n) => sum + n, 0), 'the totals add up');
  assert.equal(counts[0], await page.getByRole('row').count() - 1);
  await link(tabs, /Automáticos/).click();
  await says(page, 'Es una respuesta automática');
  await fill(page, 'De', 'nadie@otra.example');
  await press(page, 'Filtrar');
  await says(page, 'No hay ningún correo así.');
  await look(elena, 'mail-04-nothing', world);
  assertQuiet(elena);
}

async function makeTicket(world, { elena }) {
  const { page } = elena;
  await page.goto('/admin/correo/entrada?resultado=quarantined');
  await link(page.getByRole('main'), 'Ayuda').click();
  await says(page, 'No puedo entrar.');
  await look(elena, 'mail-05-entry', world);
  const [original] = await Promise.all([page.waitForEvent('download'), link(page, 'Descargar el original').click()]);
  assert.match(original.suggestedFilename(), /^\d+\.eml$/);
  await press(page, 'Hacer un ticket');
  await page.getByRole('alert').first().waitFor();
  // Without JavaScript its twin would ask for the address of the form, which only takes.
  if (elena.javaScript) await look(elena, 'mail-06-organization-missing', world);
  await choose(page, 'Empresa / Centro', 'CEIP La Paz');
  await press(page, 'Hacer un ticket');
  await page.getByRole('status').first().waitFor();
  for (let n = 0; n < 100 && (await page.getByText('Ticket nuevo').count()) === 0; n++) {
    await page.waitForTimeout(200);
    await page.reload();
  }
  await says(page, 'Ticket nuevo');
  await world.sink.mailTo('nadie@otra.example', /CEIP La Paz/);
  assertQuiet(elena);
}

async function block(world, { elena }) {
  const { page } = elena;
  await page.goto('/admin/correo/entrada/bloqueados');
  await fill(page, 'Dirección o dominio', 'no es una dirección');
  await press(page, 'Bloquear');
  await page.getByRole('alert').first().waitFor();
  await look(elena, 'mail-07-blocked-wrong', world);
  await fill(page, 'Dirección o dominio', '@spam.example');
  await press(page, 'Bloquear');
  await page.getByRole('rowheader', { name: '@spam.example' }).waitFor();
  await look(elena, 'mail-08-blocked', world);
  const said = await arrives(world, { from: 'a@spam.example', subject: 'Oferta', id: '6', words: 'Compra' });
  assert.deepEqual([said.result, said.reason], ['quarantined', 'blocked']);
  await button(page, /Desbloquear/).click();
  await says(page, 'No hay nadie bloqueado.');
  assertQuiet(elena);
}

async function denied(world, { luis }) {
  for (const path of ['/admin/correo/entrada', '/admin/correo/entrada/1', '/admin/correo/entrada/1/original', '/admin/correo/entrada/bloqueados']) {
    assert.equal((await luis.page.request.get(path)).status(), 403, path);
  }
}
