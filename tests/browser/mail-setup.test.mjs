// Elena says how mail goes and comes: what she types is tried before it is kept, and in force at once.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, link, press, says, signIn } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { startDovecot } from './support/dovecot.mjs';
import { choose, field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';

const HERE = '/admin/correo/ajustes';

for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
  describe(`mail settings, ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('are typed, tried and in force', { timeout: 300_000 }, async (t) => {
      const dovecot = await startDovecot();
      try {
        await tell(t, { engine, javaScript, env: { ATIENDE_SMTP_URL: '', ATIENDE_MAIL_FROM: '' } }, ['elena', 'luis'], [
          ['nothing is set up, and the page says so', nothing],
          ['a server that is none is told', wrong],
          ['the right one is kept, and mail goes out by it', right],
          ['a mailbox is tried, and its folders are told', (world, people) => mailbox(world, people, new URL(dovecot.url('soporte')))],
          ['a mail goes there, and the page waits for it', roundTrip],
          ['both can be taken away again', remove],
          ['Luis sees none of it', denied],
        ]);
      } finally {
        await dovecot.stop();
      }
    });
  });
}

async function nothing(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await page.goto('/admin');
  await link(page, /^Ajustes del correo/).first().click();
  await says(page, /Todavía no sale ningún correo/);
  await look(elena, 'mail-setup-01-nothing', world);
  await link(page, 'Indicar el servidor').click();
  await press(page, 'Probar y guardar');
  await says(page, 'Escribe el nombre del servidor');
  await look(elena, 'mail-setup-02-missing', world);
}

async function wrong(world, { elena }) {
  const { page } = elena;
  await fill(page, 'Remitente', 'Soporte <soporte@atiende.example>');
  await fill(page, 'Servidor', '127.0.0.1');
  await page.getByLabel('Puerto').fill('1');
  await choose(page, 'Cifrado', /Sin cifrar/);
  await press(page, 'Probar y guardar');
  await says(page, /no acepta conexiones/);
  assert.equal(await field(page, 'Servidor').inputValue(), '127.0.0.1');
  await button(page, 'Guardar sin que funcione').waitFor();
  await look(elena, 'mail-setup-03-wrong', world);
}

async function right(world, { elena }) {
  const { page } = elena;
  await page.getByLabel('Puerto').fill(new URL(world.sink.url).port);
  await press(page, 'Solo probar');
  await says(page, 'El servidor deja enviar.');
  await press(page, 'Probar y guardar');
  await says(page, 'soporte@atiende.example');
  await look(elena, 'mail-setup-04-kept', world);
  await page.goto('/admin/correo');
  await press(page, 'Enviar una prueba');
  const mail = await world.sink.mailTo(world.people.elena.email, /./);
  assert.equal(mail.from.value[0].address, 'soporte@atiende.example');
}

async function mailbox(world, { elena }, url) {
  const { page } = elena;
  await page.goto(HERE);
  await link(page, 'Añadir un buzón').click();
  await fill(page, 'Dirección', 'soporte@atiende.example');
  await fill(page, 'Servidor', url.hostname);
  await page.getByLabel('Puerto').fill(url.port);
  await choose(page, 'Cifrado', /Sin cifrar/);
  await fill(page, 'Usuario', decodeURIComponent(url.username));
  await page.getByLabel('Contraseña').fill('otra');
  await press(page, 'Probar y guardar');
  await says(page, /no acepta el usuario o la contraseña/);
  await look(elena, 'mail-setup-05-password', world);
  await page.getByLabel('Contraseña').fill(decodeURIComponent(url.password));
  await press(page, 'Solo probar');
  await says(page, /INBOX/);
  await look(elena, 'mail-setup-06-folders', world);
  // The password is typed once: the form keeps it, sealed.
  await press(page, 'Probar y guardar');
  await link(page, 'soporte@atiende.example').waitFor();
  await look(elena, 'mail-setup-07-mailbox', world);
}

async function roundTrip(world, { elena }) {
  const { page } = elena;
  await press(page, /^Ida y vuelta/);
  await page.getByRole('heading', { level: 1, name: 'Prueba de ida y vuelta' }).waitFor();
  await world.sink.mailTo('soporte@atiende.example', /./);
  await page.reload();
  await says(page, /El servidor lo aceptó/);
  await says(page, /Esperando a que llegue/);
  await look(elena, 'mail-setup-08-trip', world);
}

async function remove(world, { elena }) {
  const { page } = elena;
  await page.goto(HERE);
  await link(page, 'soporte@atiende.example').click();
  await press(page, 'Quitar');
  await page.waitForURL(`**${HERE}`);
  await link(page, 'Cambiar').click();
  await press(page, 'Quitar');
  await says(page, /Todavía no sale ningún correo/);
  assertQuiet(elena);
}

async function denied(world, { luis }) {
  await signIn(luis, world.people.luis);
  const answer = await luis.page.goto(HERE);
  assert.equal(answer.status(), 403);
}
