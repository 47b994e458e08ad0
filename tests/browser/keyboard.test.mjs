// Without a mouse: María signs in, opens a ticket and reads the answer; Luis finds it and answers.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, link, message, signInLink } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { settleDesk } from './support/desk.mjs';
import { field } from './support/forms.mjs';
import { enterOn, hasFocus, tabTo, typeIn } from './support/keys.mjs';
import { look } from './support/look.mjs';

const SUBJECT = 'El escáner de la biblioteca no lee';
const ANSWER = 'Hola, María: ¿has probado a limpiar el cristal?';
/** interface.md, "Measurable goals": from the top of the page to Enviar. */
const MOST_STOPS = 14;

for (const javaScript of [true, false]) {
  describe(`without a mouse, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('from the home page to an answered ticket', { timeout: 300_000 }, (t) =>
      tell(t, { javaScript, settle: settleDesk }, ['maria', 'luis'], [
        ['the first stop of a page skips to its content', skip],
        ['María signs in', async (world, { maria }) => enter(maria, world.people.maria)],
        ...(javaScript ? [['menus open by Enter and close by Escape', openMenus]] : []),
        ['she opens a ticket', openTicket],
        ['Luis signs in, finds it and answers', answer],
        ['María reads the answer and says that it works', readAnswer],
      ]),
    );
  });
}

const banner = (page) => page.getByRole('banner');
const main = (page) => page.getByRole('main');
const menu = (page, name) => banner(page).locator('summary').filter({ hasText: name });
const arrive = (page, heading) => page.getByRole('heading', { level: 1, name: heading }).waitFor();

async function skip(world, { maria }) {
  const { page } = maria;
  await page.goto('/');
  await page.keyboard.press('Tab');
  const skipLink = link(page, 'Saltar al contenido');
  assert.ok(await hasFocus(skipLink), 'the first stop');
  assert.ok((await skipLink.boundingBox()).y >= 0, 'it shows itself');
  await look(maria, 'keys-01-skip-link', world);
  await page.keyboard.press('Enter');
  assert.ok(await hasFocus(main(page)));
  await page.keyboard.press('Tab');
  assert.ok(await main(page).evaluate((element) => element.contains(document.activeElement)), 'the next stop is in the content');
  assertQuiet(maria);
}

async function enter({ page, ...visitor }, { email, password }) {
  await page.goto('/');
  await enterOn(page, signInLink(page));
  await arrive(page, 'Acceder');
  await typeIn(page, field(page, 'Correo electrónico'), email);
  await typeIn(page, field(page, 'Contraseña'), password);
  await page.keyboard.press('Enter');
  await signInLink(page).waitFor({ state: 'detached' });
  assertQuiet(visitor);
}

async function openMenus(world, { maria }) {
  const { page } = maria;
  await enterOn(page, menu(page, 'Soporte'));
  const inside = link(banner(page), 'Ver mis tickets');
  await tabTo(page, inside);
  await look(maria, 'keys-02-menu', world);
  await page.keyboard.press('Escape');
  await inside.waitFor({ state: 'hidden' });
  assert.ok(await hasFocus(menu(page, 'Soporte')), 'the focus goes back to what opened it');

  await enterOn(page, menu(page, world.people.maria.name));
  const leave = button(banner(page), 'Salir');
  await tabTo(page, leave);
  await page.keyboard.press('Escape');
  await leave.waitFor({ state: 'hidden' });
  assertQuiet(maria);
}

async function openTicket(world, { maria }) {
  const { page } = maria;
  await page.goto('/');
  await enterOn(page, menu(page, 'Soporte'));
  await enterOn(page, link(banner(page), 'Abrir ticket'));
  await arrive(page, 'Abrir ticket');

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const stops = [
    await tabTo(page, field(page, 'Asunto')),
    await typed(page, SUBJECT, field(page, 'Pegatina o nombre de equipo')),
    await tabTo(page, field(page, 'Ubicación')),
    await typed(page, 'Biblioteca', page.getByRole('radio', { name: 'Puede esperar' })),
    await chosen(page, 'Alta', field(page, 'Descripción')),
    await typed(page, 'Enciende, pero no pasa la hoja.', button(main(page), 'Enviar')),
  ];
  const total = stops.reduce((sum, presses) => sum + presses, 0);
  assert.ok(total <= MOST_STOPS, `${total} stops: ${stops}`);
  await look(maria, 'keys-03-written', world);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /#\d+/ }).waitFor();
  await enterOn(page, link(page, 'Ver el ticket'));
  await arrive(page, SUBJECT);
  assertQuiet(maria);
}

/** Types where the focus is, and goes on to the next. */
async function typed(page, text, next) {
  await page.keyboard.insertText(text);
  return tabTo(page, next);
}

/** In a group of radio buttons arrows choose and Tab leaves. */
async function chosen(page, name, next) {
  await page.keyboard.press('Space');
  const wanted = page.getByRole('radio', { name, exact: true });
  while (!(await wanted.isChecked())) await page.keyboard.press('ArrowDown');
  assert.ok(await hasFocus(wanted));
  return tabTo(page, next);
}

async function answer(world, { luis }) {
  const { page } = luis;
  await enter(luis, world.people.luis);
  await enterOn(page, link(banner(page), 'Cola'));
  await enterOn(page, link(main(page), /^Todos abiertos/));
  await enterOn(page, link(main(page), new RegExp(SUBJECT)).first());
  await arrive(page, SUBJECT);
  await typeIn(page, field(page, 'Respuesta'), ANSWER);
  await look(luis, 'keys-04-answer', world);
  await enterOn(page, button(main(page), 'Enviar y esperar'));
  await message(page, ANSWER).waitFor();
  assertQuiet(luis);
}

async function readAnswer(world, { maria }) {
  const { page } = maria;
  await page.goto('/');
  await enterOn(page, menu(page, 'Soporte'));
  await enterOn(page, link(banner(page), 'Ver mis tickets'));
  await enterOn(page, link(main(page), new RegExp(SUBJECT)).first());
  await message(page, ANSWER).waitFor();
  await enterOn(page, button(main(page), /Ya funciona/));
  await page.getByRole('status').waitFor();
  await look(maria, 'keys-05-works', world);
  assertQuiet(maria);
}
