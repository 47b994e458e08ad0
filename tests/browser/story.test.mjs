// The story of product.md, as people live it: in Spanish, in a browser, with their mail.
// Told four times: on SQLite and on PostgreSQL, with JavaScript and without.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { attach, choose, field, fill } from './support/forms.mjs';
import { look, shoot } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';
import { linkIn } from './support/sink.mjs';
import { until } from './support/wait.mjs';
import { openWorld, SCHOOL } from './support/world.mjs';

const MARIA = { email: 'maria@ceiplapaz.example', name: 'María Gómez', password: newPassword() };
const SUBJECTS = { held: 'El cañón del salón de actos no enciende', second: 'La pizarra del aula 12 no reconoce el lápiz' };
// se aprueba, se apruebe, aprobar, aprobación
const APPROVAL = /apr(ueb|ob)/i;
const NOTE = 'Nota para nosotros: revisar si sigue en garantía.';
const REPLY = 'Hola, María: ¿se enciende alguna luz al pulsar el botón?';
const ANSWER = 'Sí, una luz roja que parpadea tres veces.';
const SOLUTION = 'Era la batería del lápiz: la he cambiado y ya escribe.';

describe('the story', { concurrency: 2 }, () => {
  for (const engine of ['sqlite', 'postgres']) {
    for (const javaScript of [true, false]) {
      const skip = engine === 'postgres' && !postgresServer() ? 'no ATIENDE_TEST_POSTGRES' : false;
      test(`on ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, { skip, timeout: 600_000 }, (t) => tell(t, { engine, javaScript }));
    }
  }
});

async function tell(t, kind) {
  const world = await openWorld(kind);
  const visitors = {};
  const chapter = (title, act) => runChapter(t, title, () => act(world, visitors));
  try {
    for (const who of ['maria', 'elena', 'luis', 'carmen', 'pedro']) visitors[who] = await world.visit();
    await chapter('María finds the service and creates her account', createAccount);
    await chapter('she confirms her address and is told to wait', confirmAddress);
    await chapter('meanwhile she writes her first ticket, which is held', writeHeldTicket);
    await chapter('the administrator approves her, for the proposed school', approve);
    await chapter('María is told, signs in and opens another ticket', openTicket);
    await chapter('technician and coordinator have both tickets by mail', tellEveryone);
    await chapter('the technician writes a note, asks, and waits', askBack);
    await chapter('María answers, and the ticket is open again', answerBack);
    await chapter('the technician solves it', solve);
    await chapter('María finds it all in her list and by searching', findAgain);
    await chapter('the coordinator sees the tickets of the school', coordinate);
    await chapter('for another client the ticket does not exist', keepApart);
    await chapter('nothing internal left in any mail', keepInternal);
    await chapter('María signs out', leave);
  } catch (error) {
    t.diagnostic(`the server's log ended:\n${world.app.log().slice(-4_000)}`);
    for (const [who, visitor] of Object.entries(visitors)) await shoot(visitor.page, world.run, `failed-${who}`);
    throw error;
  } finally {
    await world.close();
  }
}

/** A chapter is a subtest; the story does not go on after one that failed. */
async function runChapter(t, title, act) {
  let failed = true;
  await t.test(title, async () => {
    await act();
    failed = false;
  });
  if (failed) throw new Error(`the story ended at: ${title}`);
}

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

// --- What people do again and again -------------------------------------------------------------

const link = (where, name) => where.getByRole('link', { name, exact: typeof name === 'string' });
const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' });
const message = (page, text) => page.getByRole('article').filter({ hasText: text });
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The page's own button; the header may have one of the same name. */
async function press(page, name) {
  const inside = button(page.getByRole('main'), name);
  await ((await inside.count()) > 0 ? inside : button(page, name)).first().click();
}

/** Waits for words in the page's main part. */
const says = (page, words) => page.getByRole('main').getByText(words).filter({ visible: true }).first().waitFor();

/** Waits until the form with that field has been left. */
const gone = (page, name) => field(page, name).first().waitFor({ state: 'detached' });

const signInLink = (page) => link(page.getByRole('banner'), 'Acceder');

/** Signs in, unless the visitor already is. */
async function signIn({ page }, { email, password }, { shot = () => {} } = {}) {
  if (page.url() === 'about:blank') await page.goto('/');
  if (!(await signInLink(page).isVisible())) return;
  await signInLink(page).click();
  await fill(page, 'Correo electrónico', email);
  await shot();
  await fill(page, 'Contraseña', password);
  await press(page, 'Acceder');
  await signInLink(page).waitFor({ state: 'detached' });
}

/** Signs out, unless the visitor already is; the button may be in the menu under the person's name. */
async function signOut({ page }, { name }) {
  if (await signInLink(page).isVisible()) return;
  if (!(await button(page, 'Salir').isVisible())) await page.getByRole('banner').getByText(name).first().click();
  await button(page, 'Salir').click();
  await signInLink(page).waitFor();
}

/** Soporte opens on a press, with and without JavaScript. */
async function fromSupportMenu(page, entry) {
  const menu = page.getByRole('navigation').getByText('Soporte', { exact: true }).first();
  const inside = page.getByRole('navigation').getByRole('link', { name: entry, exact: true }).first();
  if (!(await inside.isVisible())) await menu.click();
  await inside.click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function writeTicket(page, subject) {
  await fill(page, 'Asunto', subject);
  await fill(page, 'Pegatina o nombre de equipo', 'PIZ-012');
  await fill(page, 'Ubicación', 'Aula 12');
  await choose(page, 'Prioridad', /^Alta/);
  await fill(page, 'Descripción', 'Desde esta mañana.\n\nHe probado a apagar y encender.');
  await attach(page, 'Adjuntar archivos', [{ name: 'pizarra.png', mimeType: 'image/png', buffer: PICTURE }]);
}

/** Writes in the ticket; the button pressed may move it too. */
async function reply(page, text, { press: name = 'Enviar' } = {}) {
  await fill(page, 'Respuesta', text);
  await button(page.getByRole('main'), name).first().click();
  await message(page, text).waitFor();
}

/** The state that the technician's page shows as chosen. */
async function stateOf(page) {
  return until(() => field(page, 'Estado').evaluate((list) => list.selectedOptions[0]?.text.trim()), 'no state is chosen');
}

async function search(page, words) {
  const box = field(page, 'Buscar');
  if (!(await box.first().isVisible())) await link(page, 'Buscar').first().click();
  await box.first().fill(words);
  await box.first().press('Enter');
  await page.waitForURL((url) => url.searchParams.get('q') === words);
}

/** One white point. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==', 'base64');
