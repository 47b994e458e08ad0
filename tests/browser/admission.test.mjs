// Who lets newcomers in: the coordinator, an invitation, a question first; and what they read meanwhile.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, link, press, says, signIn, signOut } from './support/acts.mjs';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { choose, field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';
import { linkIn } from './support/sink.mjs';
import { COMPANY, SCHOOL } from './support/world.mjs';

const NORA = { email: 'nora@ceiplapaz.example', name: 'Nora Pons', password: newPassword() };
const IAGO = { email: 'iago@correo.example', name: 'Iago Rey', password: newPassword() };
const QUESTION = '¿En qué curso das clase?';
const ANSWER = 'En tercero de Primaria.\nEmpecé el lunes.';

const CHAPTERS = [
  ['the administrator lets coordinators decide', letCoordinators],
  ['Nora signs up and waits', (world, { nora }) => signUp(world, nora, NORA, SCHOOL.name)],
  ['the coordinator is told by mail, and asks first', askFirst],
  ['Nora answers on her page', answer],
  ['the coordinator reads the answer and approves', approve],
  ['the mail of a decision that was made leads nowhere else', decided],
  ['the technician makes an invitation', invite],
  ['Iago comes by it and waits for nobody', comeByLink],
  ['Pedro, who has an account, joins by it too', joinByLink],
  ['the technician takes it back', revoke],
  ['the rules want sense', wrongRules],
];

describe('letting people in', { concurrency: 2 }, () => {
  for (const engine of ['sqlite', 'postgres']) {
    for (const javaScript of [true, false]) {
      const skip = engine === 'postgres' && !postgresServer() ? 'no ATIENDE_TEST_POSTGRES' : false;
      test(`on ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, { skip, timeout: 600_000 }, (t) =>
        tell(t, { engine, javaScript }, ['elena', 'carmen', 'luis', 'nora', 'iago', 'pedro'], CHAPTERS),
      );
    }
  }
});

async function letCoordinators(world, { elena, carmen }) {
  await signIn(carmen, world.people.carmen);
  const refused = await carmen.page.goto('/admin/cuentas');
  assert.equal(refused.status(), 403, 'off as built');
  await signIn(elena, world.people.elena);
  await elena.page.goto('/admin/cuentas');
  await link(elena.page, 'Reglas de entrada').click();
  await elena.page.getByLabel('Los responsables TIC deciden sobre su gente').check();
  await look(elena, 'admission-01-rules', world);
  await press(elena.page, 'Guardar');
  await elena.page.getByRole('status').filter({ hasText: 'Guardado' }).waitFor();
  assert.ok(await elena.page.getByLabel('Los responsables TIC deciden sobre su gente').isChecked());
  assertQuiet(elena);
}

async function signUp(world, visitor, person, organization) {
  const { page } = visitor;
  await page.goto('/crear-cuenta');
  await fill(page, 'Nombre', person.name);
  await fill(page, 'Correo electrónico', person.email);
  await fill(page, 'Contraseña', person.password);
  if (organization) await fill(page, 'Empresa / Centro', organization);
  await press(page, 'Crear cuenta');
  await says(page, person.email);
  await page.goto(linkIn(await world.sink.mailTo(person.email, /confirm/i), world.url));
  await button(page, /^Confirmar/).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function askFirst(world, { carmen }) {
  const { page } = carmen;
  const mail = await world.sink.mailTo(world.people.carmen.email, /Nora Pons/);
  world.decision = linkIn(mail, world.url);
  await page.goto(world.decision);
  await says(page, NORA.email);
  assert.equal(await page.getByLabel('Responsable TIC').count(), 0, 'only staff make coordinators');
  await look(carmen, 'admission-02-decision', world);
  await page.getByText('Preguntar antes').click();
  await press(page, 'Enviar pregunta');
  await page.getByRole('alert').first().waitFor();
  // Without JavaScript the page stands at an address that is only for sending: the twin cannot open it.
  if (world.run.endsWith('-js')) await look(carmen, 'admission-03-nothing-asked', world);
  await fill(page, 'Pregunta', QUESTION);
  await press(page, 'Enviar pregunta');
  await page.getByRole('status').filter({ hasText: 'Pregunta enviada' }).waitFor();
}

async function answer(world, { nora }) {
  const { page } = nora;
  await world.sink.mailTo(NORA.email, /pregunta/i);
  await page.goto('/espera');
  await says(page, QUESTION);
  await press(page, 'Enviar respuesta');
  await page.getByRole('alert').first().waitFor();
  await fill(page, 'Respuesta', ANSWER);
  await look(nora, 'admission-04-waiting', world);
  await press(page, 'Enviar respuesta');
  await page.getByRole('status').filter({ hasText: 'Respuesta enviada' }).waitFor();
}

async function approve(world, { carmen }) {
  const { page } = carmen;
  await world.sink.mailTo(world.people.carmen.email, /ha respondido/);
  await page.goto('/admin/cuentas');
  await says(page, 'En tercero de Primaria.');
  await look(carmen, 'admission-05-answered', world);
  await press(page, 'Aprobar');
  await page.getByRole('status').filter({ hasText: /aprobad/ }).waitFor();
  await world.sink.mailTo(NORA.email, /lista/);
}

async function decided(world, { carmen }) {
  await carmen.page.goto(world.decision);
  await carmen.page.getByRole('status').filter({ hasText: 'ya no espera' }).waitFor();
  await look(carmen, 'admission-06-decided', world);
}

async function invite(world, { luis }) {
  const { page } = luis;
  await signIn(luis, world.people.luis);
  await page.goto('/admin/invitaciones');
  await look(luis, 'admission-07-no-invitation', world);
  await choose(page, 'Empresa / Centro', SCHOOL.name);
  await fill(page, 'Para quién', 'Claustro de Primaria');
  await page.getByLabel('Días que vale').fill('0');
  await press(page, 'Crear enlace');
  await page.getByRole('alert').first().waitFor();
  assert.equal(await field(page, 'Para quién').inputValue(), 'Claustro de Primaria');
  await page.getByLabel('Días que vale').fill('7');
  await page.getByLabel('Personas que pueden usarlo').fill('3');
  await press(page, 'Crear enlace');
  await page.getByRole('status').filter({ hasText: 'El enlace está listo' }).waitFor();
  await look(luis, 'admission-08-invitation', world);
  world.invitation = await page.getByLabel('Enlace', { exact: true }).inputValue();
}

async function comeByLink(world, { iago }) {
  const { page } = iago;
  await page.goto(world.invitation);
  await look(iago, 'admission-09-invited', world);
  await link(page.getByRole('main'), 'Crear cuenta').click();
  await look(iago, 'admission-10-sign-up', world);
  await signUp(world, iago, IAGO);
  await page.goto('/cuenta');
  await says(page, SCHOOL.name);
  assertQuiet(iago);
}

async function joinByLink(world, { pedro }) {
  const { page } = pedro;
  await page.goto(world.invitation);
  await link(page, 'Ya tengo cuenta').click();
  await fill(page, 'Correo electrónico', world.people.pedro.email);
  await fill(page, 'Contraseña', world.people.pedro.password);
  await press(page, 'Acceder');
  await press(page, `Unirme a ${SCHOOL.name}`);
  await page.getByRole('status').filter({ hasText: 'Ya perteneces' }).waitFor();
  await page.goto('/cuenta');
  await says(page, SCHOOL.name);
  await says(page, COMPANY.name);
  await signOut(pedro, world.people.pedro);
}

async function revoke(world, { luis, pedro }) {
  const { page } = luis;
  await page.goto('/admin/invitaciones');
  await says(page, '2 de 3');
  await page.getByRole('button', { name: /^Retirar/ }).click();
  await page.getByRole('status').filter({ hasText: 'retirado' }).waitFor();
  await look(luis, 'admission-11-revoked', world);
  const gone = await pedro.page.goto(world.invitation);
  assert.equal(gone.status(), 404);
  await look(pedro, 'admission-12-gone', world);
}

async function wrongRules(world, { elena }) {
  const { page } = elena;
  await page.goto('/admin/cuentas/reglas');
  await page.getByLabel('Desde las').fill('20');
  await page.getByLabel('Recordar después de').fill('mucho').catch(() => page.getByLabel('Recordar después de').fill('99'));
  for (const day of ['Lunes', 'Martes', 'Miércoles', 'Jueves', 'Viernes']) await page.getByLabel(day, { exact: true }).uncheck();
  await press(page, 'Guardar');
  await page.getByRole('alert').first().waitFor();
  await look(elena, 'admission-13-wrong-rules', world);
  assert.equal(await page.getByLabel('Desde las').inputValue(), '20');
}
