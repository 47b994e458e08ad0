// What is decided about mail: whose a forwarded one is, what it brings, and what did not arrive.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { message, press, reply, says, signIn } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { MARIA, settleDesk } from './support/desk.mjs';
import { look } from './support/look.mjs';

const MAILBOX = 'soporte@atiende.example';

for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
  describe(`decisions about mail, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('are one click, or told in words', { timeout: 300_000 }, (t) =>
      tell(t, { engine, javaScript, settle: settleDesk }, ['luis', 'maria'], [
        ['Luis forwards what María sent to him', forward],
        ['one click makes it hers', handOver],
        ['she sends an invitation and a sealed mail', invitation],
        ['his answer does not reach her', bounce],
      ]),
    );
  });
}

/** Hands a message over as a mail server pipes it; what became of it. */
async function arrives(world, headers, body) {
  const raw = [...headers, '', ...body].join('\r\n');
  return JSON.parse(await world.app.cli(['mail', 'receive', '--json', '--to', MAILBOX], { input: raw }));
}

async function forward(world, { luis }) {
  const { page } = luis;
  const said = await arrives(
    world,
    [`From: ${world.people.luis.email}`, 'Subject: RV: El cañón parpadea', 'Message-ID: <rv@atiende.example>', 'Content-Type: text/plain; charset=utf-8'],
    ['Os paso esto.', '', '---------- Forwarded message ---------', `De: ${MARIA.name} <${MARIA.email}>`, 'Fecha: lun, 23 nov 2026 a las 9:12', 'Asunto: El cañón parpadea', `Para: ${world.people.luis.email}`, '', 'El cañón del aula 12 parpadea y se apaga.', ''],
  );
  assert.equal(said.result, 'created', JSON.stringify(said));
  world.ticket = said.ticket;
  await signIn(luis, world.people.luis);
  await page.goto(`/t/${world.ticket}`);
  await page.getByRole('heading', { name: 'Correo reenviado' }).waitFor();
  await page.getByText(`Lo escribió ${MARIA.name} <${MARIA.email}>.`).waitFor();
  await look(luis, 'decisions-01-offer', world);
  assertQuiet(luis);
}

async function handOver(world, { luis, maria }) {
  const { page } = luis;
  await press(page, 'Poner como solicitante');
  await page.getByRole('status').first().waitFor();
  await says(page, /puso a María Gómez como solicitante/);
  assert.equal(await page.getByRole('heading', { name: 'Correo reenviado' }).count(), 0);
  await world.sink.mailTo(MARIA.email, /aula 12/);
  await look(luis, 'decisions-02-handed-over', world);
  await signIn(maria, world.people.maria);
  await maria.page.goto(`/t/${world.ticket}`);
  await says(maria.page, 'El cañón del aula 12 parpadea y se apaga.');
  assert.equal(await maria.page.getByRole('button', { name: 'Poner como solicitante' }).count(), 0);
  assertQuiet(luis);
  assertQuiet(maria);
}

const CALENDAR = [
  'BEGIN:VCALENDAR', 'METHOD:REQUEST', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:1@ceiplapaz.example',
  'ORGANIZER;CN=María Gómez:mailto:maria@ceiplapaz.example', 'DTSTART;TZID=Romance Standard Time:20261123T093000',
  'DTEND;TZID=Romance Standard Time:20261123T103000', 'SUMMARY:Revisar el cañón', 'LOCATION:Aula 12', 'END:VEVENT', 'END:VCALENDAR',
];

async function invitation(world, { luis, maria }) {
  const said = await arrives(
    world,
    [`From: ${MARIA.email}`, `Subject: Re: [#${world.ticket}] El cañón parpadea`, 'Message-ID: <cita@ceiplapaz.example>', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
    ['--b', 'Content-Type: text/plain; charset=utf-8', '', '¿Podéis venir?', '--b', 'Content-Type: text/calendar; method=REQUEST; charset=utf-8; name=cita.ics', '', ...CALENDAR, '--b--', ''],
  );
  assert.deepEqual([said.result, said.ticket], ['appended', world.ticket]);
  const sealed = await arrives(
    world,
    [`From: ${MARIA.email}`, `Subject: Re: [#${world.ticket}] El cañón parpadea`, 'Message-ID: <clave@ceiplapaz.example>', 'MIME-Version: 1.0', 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b'],
    ['--b', 'Content-Type: application/pgp-encrypted', '', 'Version: 1', '--b', 'Content-Type: application/octet-stream; name=encrypted.asc', '', '-----BEGIN PGP MESSAGE-----', 'abc', '-----END PGP MESSAGE-----', '--b--', ''],
  );
  assert.equal(sealed.result, 'appended');
  for (const { page } of [luis, maria]) {
    await page.goto(`/t/${world.ticket}`);
    const asked = message(page, '¿Podéis venir?');
    await asked.getByRole('heading', { name: 'Revisar el cañón' }).waitFor();
    await asked.getByText('23 nov 2026, 9:30 – 10:30').waitFor();
    await asked.getByText('Aula 12').waitFor();
    await asked.getByRole('link', { name: 'cita.ics' }).waitFor();
    await says(page, /Este correo está cifrado/);
  }
  await look(luis, 'decisions-03-invitation', world);
  await look(maria, 'decisions-04-invitation-requester', world);
}

async function bounce(world, { luis }) {
  const { page } = luis;
  await reply(page, 'Vamos el martes a las nueve.');
  const mail = await world.sink.mailTo(MARIA.email, /martes a las nueve/);
  const said = await arrives(
    world,
    ['From: Mail Delivery System <MAILER-DAEMON@mx.example>', 'Subject: Undelivered Mail Returned to Sender', 'Message-ID: <dsn@mx.example>', 'Auto-Submitted: auto-replied', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
    ['--b', 'Content-Type: text/plain', '', 'It could not be delivered.', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '', `Final-Recipient: rfc822; ${MARIA.email}`, 'Action: failed', 'Status: 5.2.2', 'Diagnostic-Code: smtp; 552 over quota', '', '--b', 'Content-Type: message/rfc822', '', `Message-ID: ${mail.messageId}`, 'Subject: x', '', 'x', '--b--', ''],
  );
  assert.deepEqual([said.result, said.ticket], ['bounce', world.ticket]);
  await page.reload();
  await says(page, /no entregado: el buzón está lleno/);
  await look(luis, 'decisions-05-not-delivered', world);
  const warning = await world.sink.mailTo(world.people.luis.email, /no llegó a maria@ceiplapaz\.example: el buzón está lleno/);
  assert.match(warning.subject, new RegExp(`#${world.ticket}`));
  assertQuiet(luis);
}
