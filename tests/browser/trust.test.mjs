// Whether a mail is from whom it says: María's is, a forged one is held, and her pictures wait until Luis asks for them.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { link, message, press, says, signIn } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { MARIA, settleDesk } from './support/desk.mjs';
import { choose } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { startNames } from './support/names.mjs';

const MAILBOX = 'soporte@atiende.example';
const [SCHOOL, EVIL] = ['203.0.113.7', '198.51.100.66'];
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
  describe(`whose word a mail is, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('is told, and nobody is taken for somebody else', { timeout: 300_000 }, async (t) => {
      const names = await startNames({
        'ceiplapaz.example': `v=spf1 ip4:${SCHOOL} -all`,
        '_dmarc.ceiplapaz.example': 'v=DMARC1; p=reject',
        'evil.example': `v=spf1 ip4:${EVIL} -all`,
      });
      const pictures = await startPictures();
      const env = { ATIENDE_MAIL_DNS: names.address, ATIENDE_OUTBOUND_ALLOW: '127.0.0.1/32' };
      try {
        await tell(t, { engine, javaScript, env, settle: settleDesk }, ['luis', 'elena'], [
          ['María writes, with a picture from elsewhere', (world) => write(world, pictures)],
          ['somebody writes as if she were María', forge],
          ['Luis sees whose word is whose, and asks for the picture', (world, people) => read(world, people, pictures)],
          ['Elena finds what was forged', find],
        ]);
      } finally {
        await names.stop();
        await pictures.stop();
      }
    });
  });
}

async function startPictures() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { asked, url: `http://127.0.0.1:${server.address().port}/luz.png`, stop };
}

/** As the desk's own mail server pipes it, having had it from `client`. */
async function arrives(world, { client, envelope, from, subject, id, html, more = [] }) {
  const lines = [
    `Return-Path: <${envelope}>`,
    `Received: from mail.example (mail.example [${client}]) by mx.atiende.example (Postfix) with ESMTPS; Mon, 23 Nov 2026 09:00:00 +0100`,
    `From: ${from}`, `To: ${MAILBOX}`, `Subject: ${subject}`, `Message-ID: <${id}@ceiplapaz.example>`, ...more,
    'Content-Type: text/html; charset=utf-8', '', html,
  ];
  return JSON.parse(await world.app.cli(['mail', 'receive', '--json', '--to', MAILBOX], { input: lines.join('\r\n') }));
}

async function write(world, { url }) {
  const html = `<p>La impresora no imprime. Esta es la luz:</p><p><img src="${url}" width="48" height="48" alt="La luz roja"> <img src="${url}?b"></p>`;
  const said = await arrives(world, { client: SCHOOL, envelope: MARIA.email, from: `María Gómez <${MARIA.email}>`, subject: 'La impresora no imprime', id: '1', html });
  assert.equal(said.result, 'created');
  world.ticket = said.ticket;
}

async function forge(world) {
  const more = [`In-Reply-To: <t${world.ticket}@127.0.0.1>`];
  const forged = { client: EVIL, envelope: 'x@evil.example', from: `María Gómez <${MARIA.email}>`, subject: `Re: [#${world.ticket}] La impresora`, html: '<p>Mándame la clave, por favor.</p>' };
  const said = await arrives(world, { ...forged, id: '2', more });
  assert.deepEqual([said.result, said.reason], ['quarantined', 'forged']);
}

async function read(world, { luis }, { asked }) {
  const { page } = luis;
  await signIn(luis, world.people.luis);
  await page.goto(`/t/${world.ticket}`);
  const hers = message(page, 'La impresora no imprime.');
  await hers.getByText('Remitente verificado').waitFor();
  await look(luis, 'trust-01-ticket', world);
  assert.equal(asked.length, 0, 'nobody has asked for the picture');
  await link(hers, 'Cargar imágenes externas').click();
  const picture = message(page, 'La impresora no imprime.').getByAltText('La luz roja');
  await picture.waitFor();
  for (let n = 0; n < 50 && !(await picture.evaluate((image) => image.complete && image.naturalWidth === 1)); n++) await page.waitForTimeout(100);
  assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth === 1), 'it is shown');
  assert.ok(asked.length > 0 && asked.every((headers) => !headers.cookie && !headers.referer && headers['user-agent'] === 'Atiende'));
  assert.equal(await link(page, 'Cargar imágenes externas').count(), 0);
  await look(luis, 'trust-02-images', world);
  assertQuiet(luis);
}

async function find(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await page.goto('/admin/correo/entrada');
  await choose(page, 'Autenticidad', 'No superada');
  await press(page, 'Filtrar');
  await look(elena, 'trust-03-filter', world);
  assert.equal(await page.getByRole('row').count(), 2);
  await link(page.getByRole('main'), `Re: [#${world.ticket}] La impresora`).click();
  await says(page, 'Su dominio pide rechazar o apartar los correos como este');
  await says(page, 'p=reject');
  await look(elena, 'trust-04-entry', world);
  assertQuiet(elena);
}
