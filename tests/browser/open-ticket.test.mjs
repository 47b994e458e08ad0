// "Abrir ticket" while one types: devices by their sticker, questions at the margin, and one ticket however often one presses.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, fromSupportMenu, link, press, says, signIn } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { putInRoom, settleDesk } from './support/desk.mjs';
import { choose, field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { until } from './support/wait.mjs';

const DEVICE = 'Pegatina o nombre de equipo';
const ROOM = 'Aula 12';

describe('opening a ticket', () => {
  test('with JavaScript', { timeout: 300_000 }, (t) =>
    tell(t, { settle: settleDesk, javaScript: true }, ['elena', 'maria'], [
      ['a device stands in a room', ({ people, ...world }, { elena }) => putInRoom(elena, { people, ...world }, ROOM, 'PIZ-012')],
      ['its sticker completes by the keyboard, and brings the room', completeByKeys],
      ['another completes by the mouse, and leaves what was written', completeByMouse],
      ['the margin follows what is typed', followTyping],
      ['a question that resolves it ends it there, and is counted', resolveHere],
      ['a double click makes one ticket', pressTwice],
    ]),
  );
  test('without JavaScript', { timeout: 300_000 }, (t) =>
    tell(t, { settle: settleDesk, javaScript: false }, ['elena', 'maria'], [
      ['the margin shows the best known', showBestKnown],
      ['a form that comes back has the questions that match', matchOnReturn],
      ['a question that resolves it ends it there, and is counted', resolveHere],
      ['a double click makes one ticket', pressTwice],
    ]),
  );
});

const margin = (page) => page.getByRole('complementary', { name: 'Preguntas frecuentes', exact: true });
const questions = (page) => margin(page).locator('summary');
const option = (page, name) => page.getByRole('option', { name });

async function open(world, { maria }) {
  await signIn(maria, world.people.maria);
  await fromSupportMenu(maria.page, 'Abrir ticket');
}

/** The option that assistive technology is told to be the one. */
const active = (page) => field(page, DEVICE).evaluate((input) => document.getElementById(input.getAttribute('aria-activedescendant'))?.textContent ?? '');

async function completeByKeys(world, visitors) {
  const { maria } = visitors;
  const { page } = maria;
  await open(world, visitors);
  const box = field(page, DEVICE);
  await box.pressSequentially('piz');
  await option(page, /PIZ-012/).waitFor();
  assert.equal(await page.getByRole('option').count(), 2, 'devices of other clients are not offered');
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await look(maria, 'open-01-completing', world);

  await box.press('Escape');
  await option(page, /PIZ-012/).waitFor({ state: 'hidden' });
  assert.equal(await box.inputValue(), 'piz', 'Escape leaves what was typed');
  await box.press('ArrowDown');
  await option(page, /PIZ-012/).waitFor();
  await box.press('ArrowDown');
  assert.match(await active(page), /^PIZ-012/);
  await box.press('ArrowUp');
  assert.match(await active(page), /^PIZ-014/, 'the list is a circle');
  await box.press('ArrowDown');
  await box.press('Enter');
  assert.equal(await box.inputValue(), 'PIZ-012');
  assert.equal(await field(page, 'Ubicación').inputValue(), ROOM);
  assert.equal(new URL(page.url()).pathname, '/soporte/abrir', 'Enter chose, it did not send');
  assertQuiet(maria);
}

async function completeByMouse(world, { maria }) {
  const { page } = maria;
  await fill(page, 'Ubicación', 'La biblioteca');
  await field(page, DEVICE).fill('');
  await field(page, DEVICE).pressSequentially('012');
  await option(page, /PIZ-012/).click();
  assert.equal(await field(page, DEVICE).inputValue(), 'PIZ-012');
  await page.getByRole('listbox').waitFor({ state: 'hidden' });
  assert.equal(await field(page, 'Ubicación').inputValue(), 'La biblioteca', 'a place that was written is kept');
  assertQuiet(maria);
}

async function followTyping(world, { maria }) {
  const { page } = maria;
  assert.equal(await questions(page).count(), 3, 'the best known first');
  const subject = field(page, 'Asunto');
  await subject.pressSequentially('impresora');
  await until(async () => (await questions(page).allInnerTexts()).join() === 'La impresora no imprime', 'the margin does not follow the subject');
  await page.locator('[aria-live="polite"]').filter({ hasText: '1 sugerencia' }).waitFor({ state: 'attached' });
  await look(maria, 'open-02-suggestions', world);

  await subject.fill('');
  await field(page, 'Descripción').pressSequentially('no recuerdo la contrasena');
  await until(async () => (await questions(page).first().innerText()) === 'No recuerdo mi contraseña del correo', 'the margin does not follow the description');
  const box = await margin(page).boundingBox();
  const form = await page.locator('#open-ticket').boundingBox();
  assert.ok(box.x >= form.x + form.width, 'the margin is the right one');
  assertQuiet(maria);
}

async function showBestKnown(world, visitors) {
  await open(world, visitors);
  assert.equal(await questions(visitors.maria.page).count(), 3);
}

async function matchOnReturn(world, { maria }) {
  const { page } = maria;
  await fill(page, 'Descripción', 'no recuerdo la contrasena');
  await press(page, 'Enviar');
  await page.getByRole('alert').first().waitFor();
  assert.equal(await questions(page).first().innerText(), 'No recuerdo mi contraseña del correo');
  await look(maria, 'open-03-returned', world);
  assertQuiet(maria);
}

async function resolveHere(world, { elena, maria }) {
  const { page } = maria;
  await questions(page).first().click();
  await margin(page).getByRole('button', { name: /^Esto lo ha resuelto/ }).first().click();
  await page.getByRole('status').filter({ hasText: 'Nos alegra' }).waitFor();
  await look(maria, 'open-04-resolved', world);
  await signIn(elena, world.people.elena);
  await elena.page.goto('/admin/articulos');
  const row = elena.page.getByRole('row').filter({ hasText: 'No recuerdo mi contraseña' });
  assert.equal((await row.getByRole('cell').last().innerText()).trim(), '1', 'one ticket spared');
  assertQuiet(elena, maria);
}

async function pressTwice(world, visitors) {
  const { maria } = visitors;
  const { page } = maria;
  await open(world, visitors);
  await fill(page, 'Asunto', 'El teclado escribe solo');
  await choose(page, 'Prioridad', /^Alta/);
  await fill(page, 'Descripción', 'Desde hoy.');
  await button(page.getByRole('main'), 'Enviar').dblclick();
  await page.getByRole('heading', { name: /#\d+/ }).waitFor();
  await look(maria, 'open-05-received', world);
  await link(page, 'Ver el ticket').click();
  await says(page, 'Desde hoy.');
  await page.goto('/soporte/mis-tickets');
  assert.equal(await link(page, /El teclado escribe solo/).count(), 1);
  assertQuiet(maria);
}
