// The story of product.md, as people live it: in Spanish, in a browser, with their mail.
// Told four times: on SQLite and on PostgreSQL, with JavaScript and without.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, fromSupportMenu, gone, link, message, PICTURE, press, reply, says, search, signIn, signOut } from './support/acts.mjs';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { attach, choose, field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';
import { linkIn } from './support/sink.mjs';
import { until } from './support/wait.mjs';
import { SCHOOL } from './support/world.mjs';

const MARIA = { email: 'maria@ceiplapaz.example', name: 'María Gómez', password: newPassword() };
const SUBJECTS = { held: 'El cañón del salón de actos no enciende', second: 'La pizarra del aula 12 no reconoce el lápiz' };
// se aprueba, se apruebe, aprobar, aprobación
const APPROVAL = /apr(ueb|ob)/i;
const VISITORS = ['maria', 'elena', 'luis', 'carmen', 'pedro'];
const NOTE = 'Nota para nosotros: revisar si sigue en garantía.';
const REPLY = 'Hola, María: ¿se enciende alguna luz al pulsar el botón?';
const ANSWER = 'Sí, una luz roja que parpadea tres veces.';
const SOLUTION = 'Era la batería del lápiz: la he cambiado y ya escribe.';

const CHAPTERS = [
  ['María finds the service and creates her account', createAccount],
  ['she confirms her address and is told to wait', confirmAddress],
  ['meanwhile she writes her first ticket, which is held', writeHeldTicket],
  ['the administrator approves her, for the proposed school', approve],
  ['María is told, signs in and opens another ticket', openTicket],
  ['technician and coordinator have both tickets by mail', tellEveryone],
  ['the technician writes a note, asks, and waits', askBack],
  ['María answers, and the ticket is open again', answerBack],
  ['the technician solves it', solve],
  ['María finds it all in her list and by searching', findAgain],
  ['the coordinator sees the tickets of the school', coordinate],
  ['for another client the ticket does not exist', keepApart],
  ['nothing internal left in any mail', keepInternal],
  ['María signs out', leave],
];

describe('the story', { concurrency: 2 }, () => {
  for (const engine of ['sqlite', 'postgres']) {
    for (const javaScript of [true, false]) {
      const skip = engine === 'postgres' && !postgresServer() ? 'no ATIENDE_TEST_POSTGRES' : false;
      test(`on ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, { skip, timeout: 600_000 }, (t) => tell(t, { engine, javaScript }, VISITORS, CHAPTERS));
    }
  }
});

// --- Chapters ---------------------------------------------------------------------------------

async function createAccount(world, { maria }) {
  const { page } = maria;
  await page.goto('/');
  await look(maria, '01-home', world);
  assert.ok(await link(page.getByRole('banner'), 'Acceder').isVisible(), 'Acceder is at the top of every page');

  await link(page, 'Crear cuenta').first().click();
  await look(maria, '02-sign-up', world);
  await fill(page, 'Nombre', MARIA.name);
  await fill(page, 'Correo electrónico', MARIA.email);
  await fill(page, 'Contraseña', MARIA.password);
  await fill(page, 'Empresa / Centro', SCHOOL.name);
  await press(page, 'Crear cuenta');
  await gone(page, 'Contraseña');
  await says(page, MARIA.email);
  await look(maria, '03-confirm-your-address', world);
  assertQuiet(maria);
}

async function confirmAddress(world, { maria }) {
  const mail = await world.sink.mailTo(MARIA.email, /confirm/i);
  await maria.page.goto(linkIn(mail, world.url));
  await look(maria, '04-address-confirmed', world);
  // Mail filters open links too, so the page may ask for a press before it believes.
  const confirm = button(maria.page, /^Confirmar/);
  if (await confirm.isVisible()) await confirm.click();
  await signIn(maria, MARIA);
  await says(maria.page, APPROVAL);
  await look(maria, '05-waiting-for-approval', world);
  await world.sink.mailTo(world.people.elena.email, /María Gómez/);
  assertQuiet(maria);
}

async function writeHeldTicket(world, { maria }) {
  await fromSupportMenu(maria.page, 'Abrir ticket');
  await writeTicket(maria.page, SUBJECTS.held);
  await look(maria, '06-first-ticket-written', world);
  await press(maria.page, 'Enviar');
  await gone(maria.page, 'Asunto');
  await says(maria.page, APPROVAL);
  await look(maria, '07-first-ticket-held', world);
  const early = world.sink.mails.filter((mail) => mail.subject.includes(SUBJECTS.held));
  assert.deepEqual(early, [], 'nobody hears of a ticket that is held');
  assertQuiet(maria);
}

async function approve(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await look(elena, '08-admin-home', world);
  await link(page, /^Cuentas pendientes/).first().click();
  await says(page, MARIA.email);
  await look(elena, '09-pending-accounts', world);
  const proposed = await field(page, 'Empresa / Centro').evaluate((control) => (control.selectedOptions ? control.selectedOptions[0]?.text : control.value));
  assert.equal(proposed?.trim(), SCHOOL.name, 'the organization is proposed from the mail domain');
  await press(page, 'Aprobar');
  await page.getByRole('status').filter({ hasText: /María Gómez|aprobad/ }).waitFor();
  await look(elena, '10-account-approved', world);
  assertQuiet(elena);
}

async function openTicket(world, { maria }) {
  const { page } = maria;
  await world.sink.mailTo(MARIA.email, /aprobad/i);
  await page.goto('/');
  await signOut(maria, MARIA);
  await signIn(maria, MARIA, { shot: () => look(maria, '11-sign-in', world) });

  await fromSupportMenu(page, 'Abrir ticket');
  await page.getByRole('complementary', { name: 'Preguntas frecuentes', exact: true }).waitFor();
  await look(maria, '12-open-ticket', world);
  await press(page, 'Enviar');
  await page.getByRole('alert').first().waitFor();
  await look(maria, '13-what-is-missing', world);
  await writeTicket(page, SUBJECTS.second);
  await press(page, 'Enviar');
  await page.getByRole('heading', { name: /#\d+/ }).waitFor();
  await look(maria, '13b-received', world);
  await link(page, 'Ver el ticket').click();
  await page.getByRole('heading', { name: SUBJECTS.second }).waitFor();
  assert.equal(await page.getByRole('article').count(), 1, 'the first message is there');
  await page.getByRole('link', { name: /pizarra\.png/ }).first().waitFor();
  await look(maria, '14-ticket', world);
  assertQuiet(maria);
}

async function tellEveryone(world) {
  for (const address of [world.people.luis.email, world.people.carmen.email, MARIA.email]) {
    for (const subject of [SUBJECTS.held, SUBJECTS.second]) {
      const mail = await world.sink.mailTo(address, new RegExp(subject));
      assert.match(mail.subject, /\[#\d+\]/);
      assert.ok(mail.text && mail.html, 'the mail has a plain and an HTML part');
      linkIn(mail, world.url, /\/t\/\d+/);
    }
  }
}

async function askBack(world, { luis }) {
  const { page } = luis;
  await signIn(luis, world.people.luis);
  await link(page, /^Cola/).first().click();
  await link(page, new RegExp(SUBJECTS.second)).first().waitFor();
  await look(luis, '15-queue', world);
  await link(page, new RegExp(SUBJECTS.second)).first().click();
  await look(luis, '16-ticket-of-the-technician', world);

  await page.getByRole('radio', { name: /^Nota interna/ }).check();
  await fill(page, 'Texto de la nota', NOTE);
  await button(page, /^(Enviar|Guardar nota)/).first().click();
  await message(page, NOTE).waitFor();
  await look(luis, '17-internal-note', world);

  await page.getByRole('radio', { name: /^Responder/ }).check();
  await reply(page, REPLY, { press: 'Enviar y esperar' });
  assert.match(await stateOf(page), /^Esperando/);
  await look(luis, '18-waiting', world);
  assertQuiet(luis);
}

async function answerBack(world, { maria, luis }) {
  const { page } = maria;
  const mail = await world.sink.mailTo(MARIA.email, new RegExp(escaped(REPLY)));
  assert.ok(mail.inReplyTo && mail.references, 'the mail belongs to a thread');
  await page.goto(linkIn(mail, world.url, /\/t\/\d+/));
  await message(page, REPLY).waitFor();
  assert.equal(await page.getByText(NOTE).count(), 0, 'the note stays among technicians');
  await look(maria, '19-ticket-with-a-reply', world);
  await reply(page, ANSWER);
  await look(maria, '20-answered', world);

  await world.sink.mailTo(world.people.luis.email, new RegExp(escaped(ANSWER)));
  await luis.page.reload();
  await message(luis.page, ANSWER).waitFor();
  assert.doesNotMatch(await stateOf(luis.page), /^Esperando/, 'an answer reopens the ticket');
  assertQuiet(maria, luis);
}

async function solve(world, { luis }) {
  await reply(luis.page, SOLUTION, { press: 'Enviar y resolver' });
  assert.match(await stateOf(luis.page), /^Resuelto/);
  await look(luis, '21-solved', world);
  await world.sink.mailTo(MARIA.email, /resuelto/i);
  await world.sink.mailTo(world.people.carmen.email, new RegExp(escaped(SOLUTION)));
  assertQuiet(luis);
}

async function findAgain(world, { maria }) {
  const { page } = maria;
  await fromSupportMenu(page, 'Ver mis tickets');
  for (const subject of Object.values(SUBJECTS)) await link(page, new RegExp(subject)).first().waitFor();
  await says(page, /^Resuelto/);
  await look(maria, '22-my-tickets', world);

  // Without accents, and only the beginning of the second word.
  await search(page, 'canon encien');
  await link(page, new RegExp(SUBJECTS.held)).first().waitFor();
  assert.equal(await link(page.getByRole('main'), new RegExp(SUBJECTS.second)).count(), 0, 'only what matches');
  await look(maria, '23-found', world);
  await search(page, 'garantia');
  assert.equal(await link(page.getByRole('main'), new RegExp(SUBJECTS.second)).count(), 0, 'a note is not to be found by searching');
  assertQuiet(maria);
}

async function coordinate(world, { carmen }) {
  await signIn(carmen, world.people.carmen);
  await fromSupportMenu(carmen.page, 'Ver mis tickets');
  await look(carmen, '24-tickets-of-the-school', world);
  await link(carmen.page, new RegExp(SUBJECTS.second)).first().click();
  await message(carmen.page, SOLUTION).waitFor();
  assert.equal(await carmen.page.getByText(NOTE).count(), 0, 'the note stays among technicians');
  await look(carmen, '25-ticket-of-the-coordinator', world);
  assertQuiet(carmen);
}

async function keepApart(world, { pedro, carmen }) {
  await signIn(pedro, world.people.pedro);
  const there = await pedro.page.goto(new URL(carmen.page.url()).pathname);
  assert.equal(there.status(), 404);
  assert.equal(await pedro.page.getByText(SUBJECTS.second).count(), 0);
  await look(pedro, '26-not-found', world);
  const nowhere = await pedro.page.goto('/t/99999999');
  assert.equal(nowhere.status(), 404, 'a ticket of others is as absent as one that never was');
  await search(pedro.page, 'pizarra');
  assert.equal(await link(pedro.page, new RegExp(SUBJECTS.second)).count(), 0);
  assertQuiet(pedro);
}

async function keepInternal(world) {
  const leaks = world.sink.mails.filter((mail) => `${mail.text}${mail.html}`.includes('garantía'));
  const readers = leaks.flatMap((mail) => mail.envelope.to).filter((address) => !address.endsWith('@soporte.example'));
  assert.deepEqual(readers, []);
}

async function leave(world, { maria }) {
  const { page } = maria;
  await signOut(maria, MARIA);
  await look(maria, '27-signed-out', world);
  await page.goto('/soporte/mis-tickets');
  assert.equal(await page.getByText(SUBJECTS.second).count(), 0, 'a list of tickets is for who has signed in');
  assertQuiet(maria);
}

// --- What only this story does --------------------------------------------------------------------

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

async function writeTicket(page, subject) {
  await fill(page, 'Asunto', subject);
  await fill(page, 'Pegatina o nombre de equipo', 'PIZ-012');
  await fill(page, 'Ubicación', 'Aula 12');
  await choose(page, 'Prioridad', /^Alta/);
  await fill(page, 'Descripción', 'Desde esta mañana.\n\nHe probado a apagar y encender.');
  await attach(page, 'Adjuntar archivos', [{ name: 'pizarra.png', mimeType: 'image/png', buffer: PICTURE }]);
}

/** The state that the technician's page shows as chosen. */
async function stateOf(page) {
  return until(() => field(page, 'Estado').evaluate((list) => list.selectedOptions[0]?.text.trim()), 'no state is chosen');
}
