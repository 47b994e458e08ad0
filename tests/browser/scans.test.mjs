// Files that a virus scanner looks at: nobody has them before, malware nobody has at all, and the page says so.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromSupportMenu, link, message, PICTURE, press, signIn } from './support/acts.mjs';
import { assertQuiet, pardon } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { EICAR, prepareClamd } from './support/clamd.mjs';
import { MARIA, settleDesk } from './support/desk.mjs';
import { attach, choose, field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';

const SUBJECT = 'El ordenador hace cosas raras';
const SOON = { timeout: 60_000 };

describe('files and a virus scanner', () => {
  for (const javaScript of [true, false]) {
    test(javaScript ? 'with JavaScript' : 'without JavaScript', { timeout: 300_000 }, async (t) => {
      const clamd = await prepareClamd();
      const kind = { settle: settleDesk, javaScript, env: { ATIENDE_CLAMD: clamd.address } };
      try {
        await tell(t, kind, ['maria', 'ana'], [
          ['María sends files while the scanner is away, and they wait', send],
          ['whoever wants one is told to wait', (world, visitors) => download(world, visitors, 423, /Estamos analizando/)],
          ['a mail with a picture waits, too', (world, visitors) => writeMail(world, visitors)],
          ['the scanner is back, and the pages tell', (world, visitors) => wake(world, visitors, clamd)],
          ['malware is blocked for everybody', (world, visitors) => download(world, visitors, 410, /Hemos bloqueado/)],
          ['staff read what it is', readAsStaff],
        ]);
      } finally {
        await clamd.remove();
      }
    });
  }
});

const file = (page, name) => page.getByRole('article').locator('.attachments > li').filter({ hasText: name });

async function send(world, { maria }) {
  const { page } = maria;
  await signIn(maria, world.people.maria);
  await fromSupportMenu(page, 'Abrir ticket');
  await fill(page, 'Asunto', SUBJECT);
  await choose(page, 'Prioridad', /^Normal/);
  await fill(page, 'Descripción', 'Se abren ventanas solas. Adjunto el archivo que llegó ayer con un nombre bastante largo.');
  await attach(page, 'Adjuntar archivos', [
    { name: 'captura de la pantalla con todas las ventanas que se abren solas.png', mimeType: 'image/png', buffer: PICTURE },
    { name: 'factura.pdf.exe', mimeType: 'application/octet-stream', buffer: EICAR },
  ]);
  await press(page, 'Enviar');
  await link(page, 'Ver el ticket').click();
  await page.getByRole('heading', { name: SUBJECT }).waitFor();
  world.ticket = new URL(page.url()).pathname;
  await file(page, 'factura.pdf.exe').getByText('Analizando…').waitFor();
  assert.equal(await page.getByRole('article').getByRole('link').count(), 0, 'no link leads to what nobody may have');
  await look(maria, 'scans-01-waits', world);
  assertQuiet(maria);
}

async function download(world, visitors, status, words) {
  const { maria } = visitors;
  const { page } = maria;
  const call = await world.app.api(world.people.elena.email);
  const { items } = await call('GET', `/tickets/${world.ticket.split('/').pop()}/messages`);
  const { id } = items[0].attachments.find(({ name }) => name === 'factura.pdf.exe');
  const answer = await page.goto(`/adjuntos/${id}`);
  assert.equal(answer.status(), status);
  await page.getByRole('heading', { level: 1, name: words }).waitFor();
  await look(maria, `scans-0${status === 423 ? 2 : 5}-${status}`, world);
  // Some Chromiums complain of a page with such a status, some do not.
  if (maria.troubles.length > 0) pardon(maria, new RegExp(`\\b${status}\\b`));
  await page.goto(world.ticket);
}

async function writeMail(world, { maria }) {
  const mail = [
    `From: ${MARIA.email}`, 'To: soporte@atiende.example', `Subject: [#${world.ticket.split('/').pop()}] otra`, 'Message-ID: <1@ceiplapaz.example>',
    'MIME-Version: 1.0', 'Content-Type: multipart/related; boundary=b', '', '--b', 'Content-Type: text/html; charset=utf-8', '',
    '<p>Esto sale: <img src="cid:p@x" alt="la ventana"> y luego se va.</p>', '--b', 'Content-Type: image/png; name=ventana.png',
    'Content-ID: <p@x>', 'Content-Disposition: inline', 'Content-Transfer-Encoding: base64', '', PICTURE.toString('base64'), '--b--', '',
  ].join('\r\n');
  await world.app.cli(['mail', 'receive'], { input: mail });
  await maria.page.goto(world.ticket);
  await message(maria.page, 'Esto sale').getByText('Imagen: analizando…').waitFor();
  await look(maria, 'scans-03-picture', world);
  assertQuiet(maria);
}

async function wake(world, { maria }, clamd) {
  const { page } = maria;
  if (maria.javaScript) await field(page, 'Respuesta').fill('Estoy escribiendo');
  await clamd.start();
  if (maria.javaScript) {
    await file(page, 'factura.pdf.exe').getByText('Bloqueado: contiene malware.').waitFor(SOON);
    await page.locator('[aria-live="polite"]').filter({ hasText: 'Los archivos ya están analizados.' }).waitFor({ ...SOON, state: 'attached' });
    assert.equal(await field(page, 'Respuesta').inputValue(), 'Estoy escribiendo', 'what is being written stays');
  } else {
    for (let tries = 0; tries < 60; tries += 1) {
      await page.reload();
      if ((await page.getByText('Analizando…').count()) === 0 && (await page.getByText('analizando…').count()) === 0) break;
      await new Promise((done) => setTimeout(done, 500));
    }
    await file(page, 'factura.pdf.exe').getByText('Bloqueado: contiene malware.').waitFor();
  }
  await file(page, 'captura de la pantalla').getByRole('link').waitFor();
  await message(page, 'Esto sale').locator('.prose img').waitFor({ state: 'attached' });
  assert.equal(await page.getByText('Eicar').count(), 0, 'what it is called is for staff');
  await look(maria, 'scans-04-done', world);
  assertQuiet(maria);
}

async function readAsStaff(world, { ana }) {
  await signIn(ana, world.people.elena);
  await ana.page.goto(world.ticket);
  await file(ana.page, 'factura.pdf.exe').getByText(/contiene malware \(Eicar/).waitFor();
  await ana.page.getByText(/bloqueó «factura\.pdf\.exe»/).waitFor();
  await look(ana, 'scans-06-staff', world);
  assertQuiet(ana);
}
