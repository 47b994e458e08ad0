// The mailboxes of the administration: one that is well, one with a wrong password, one that wants leave, one that servers bring.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { link, signIn } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { settleDesk } from './support/desk.mjs';
import { startDovecot } from './support/dovecot.mjs';
import { look } from './support/look.mjs';

for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
  describe(`mailboxes, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('say how they fare', { timeout: 300_000 }, async (t) => {
      const dovecot = await startDovecot();
      const provider = await startProvider();
      const mailboxes = [
        { address: 'soporte@atiende.example', imap_url: dovecot.url('soporte') },
        { address: 'averias@atiende.example', imap_url: dovecot.url('averias', 'otra') },
        { address: 'tic@atiende.example', imap_url: dovecot.url('tic').replace(':clave', ''), oauth: 'm365' },
        { address: 'avisos@atiende.example' },
      ];
      const env = {
        ATIENDE_MAILBOXES: JSON.stringify(mailboxes),
        ATIENDE_MAIL_OAUTH__M365__PROVIDER: 'other',
        ATIENDE_MAIL_OAUTH__M365__CLIENT_ID: 'desk',
        ATIENDE_MAIL_OAUTH__M365__CLIENT_SECRET: 's3cr3t',
        ATIENDE_MAIL_OAUTH__M365__SCOPE: 'mail',
        ATIENDE_MAIL_OAUTH__M365__AUTHORIZE_URL: `${provider.url}/authorize`,
        ATIENDE_MAIL_OAUTH__M365__TOKEN_URL: `${provider.url}/token`,
        ATIENDE_RATE_LIMITS__LOGIN: '1000/min',
      };
      try {
        await tell(t, { engine, javaScript, settle: settleDesk, env }, ['elena', 'luis'], [
          ['an alarm is on every page of Elena', alarm],
          ['she tries one that is well and one that is not', tries],
          ['she has one read now', reads],
          ['she gives leave', authorises],
          ['Luis sees none of it', denied],
        ]);
      } finally {
        provider.close();
        await dovecot.stop();
      }
    });
  });
}

/** Sends everybody back with a code, and gives tokens for it. */
async function startProvider() {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://x');
    if (url.pathname === '/authorize') {
      const back = new URL(url.searchParams.get('redirect_uri'));
      back.searchParams.set('code', 'good');
      back.searchParams.set('state', url.searchParams.get('state'));
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    const tokens = { access_token: 'a', refresh_token: 'r', expires_in: 3600 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tokens));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

const says = (place, words) => place.getByText(words).first().waitFor();
const box = (page, address) => page.getByRole('region', { name: address });

async function alarm(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  const banner = page.getByRole('region', { name: 'Alarma del correo' });
  for (let n = 0; n < 60 && (await banner.count()) === 0; n++) {
    await page.waitForTimeout(500);
    await page.goto('/admin');
  }
  await says(banner, 'Un buzón no se puede leer');
  await look(elena, 'mailboxes-01-alarm', world);
  await page.goto('/cola/abiertos');
  await link(banner, 'Ver los buzones').click();
  await page.getByRole('heading', { level: 1, name: 'Buzones' }).waitFor();
  const stands = async (address, word) => (await box(page, address).getByText(word, { exact: true }).count()) > 0;
  const known = async () => (await stands('averias@atiende.example', 'Falla')) && (await stands('soporte@atiende.example', 'Al día'));
  for (let n = 0; n < 60 && !(await known()); n++) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  await says(box(page, 'averias@atiende.example'), 'El servidor no acepta el usuario o la contraseña.');
  await says(box(page, 'tic@atiende.example'), 'vuelve a autorizarlo');
  await says(box(page, 'soporte@atiende.example'), 'Al día');
  await says(box(page, 'avisos@atiende.example'), 'Por servidor de correo');
  assert.ok(!(await page.content()).includes('clave'), 'no password is shown');
  await look(elena, 'mailboxes-02-all', world);
  assertQuiet(elena);
}

async function tries(world, { elena }) {
  const { page } = elena;
  await box(page, 'soporte@atiende.example').getByRole('button', { name: /Probar ahora/ }).click();
  await says(box(page, 'soporte@atiende.example'), 'Está vacío.');
  await look(elena, 'mailboxes-03-well', world);
  await box(page, 'averias@atiende.example').getByRole('button', { name: /Probar ahora/ }).click();
  await says(box(page, 'averias@atiende.example').getByRole('status'), 'El servidor no acepta el usuario o la contraseña.');
  await look(elena, 'mailboxes-04-ill', world);
  assertQuiet(elena);
}

async function reads(world, { elena }) {
  const { page } = elena;
  await box(page, 'soporte@atiende.example').getByRole('button', { name: /Leer ahora/ }).click();
  await says(page.getByRole('status').first(), 'Se está leyendo');
  assertQuiet(elena);
}

async function authorises(world, { elena }) {
  const { page } = elena;
  await link(box(page, 'tic@atiende.example'), /Autorizar/).click();
  await says(page.getByRole('status').first(), 'Autorizado');
  await link(box(page, 'tic@atiende.example'), /Volver a autorizar/).waitFor();
  await look(elena, 'mailboxes-05-authorised', world);
}

async function denied(world, { luis }) {
  const { page } = luis;
  await signIn(luis, world.people.luis);
  assert.equal(await page.getByRole('region', { name: 'Alarma del correo' }).count(), 0);
  const answer = await page.goto('/admin/correo/buzones');
  assert.equal(answer.status(), 403);
}
