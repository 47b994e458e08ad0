// Somebody signs up with Nora's address. Her click confirms her mailbox, not their password.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { button, press, says, signIn } from './support/acts.mjs';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';
import { linkIn } from './support/sink.mjs';
import { SCHOOL } from './support/world.mjs';

const NORA = { email: 'nora@ceiplapaz.example', password: newPassword() };
const THEIRS = { ...NORA, password: newPassword() };

const CHAPTERS = [
  ['a stranger signs up with her address', signUp],
  ['Nora confirms it in her own browser, and chooses the password', confirm],
  ['the password of the stranger opens nothing', knock],
];

describe('confirming in another browser', { concurrency: 2 }, () => {
  for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
    const skip = engine === 'postgres' && !postgresServer() ? 'no ATIENDE_TEST_POSTGRES' : false;
    test(`on ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, { skip, timeout: 300_000 }, (t) =>
      tell(t, { engine, javaScript }, ['stranger', 'nora'], CHAPTERS),
    );
  }
});

async function signUp(world, { stranger: { page } }) {
  await page.goto('/crear-cuenta');
  await fill(page, 'Nombre', 'Gana un premio en premio.example');
  await fill(page, 'Correo electrónico', THEIRS.email);
  await fill(page, 'Contraseña', THEIRS.password);
  await fill(page, 'Empresa / Centro', SCHOOL.name);
  await press(page, 'Crear cuenta');
  await says(page, THEIRS.email);
}

async function confirm(world, { nora }) {
  const { page } = nora;
  const mail = await world.sink.mailTo(NORA.email, /confirm/i);
  assert.ok(!JSON.stringify(mail).includes('premio.example'), 'the desk carries no words of strangers');
  await page.goto(linkIn(mail, world.url));
  await says(page, 'En este navegador no se ha creado la cuenta.');
  await look(nora, 'confirming-01-elsewhere', world);
  await button(page, /^Confirmar/).click();
  await page.getByLabel('Contraseña').waitFor();
  await look(nora, 'confirming-02-choose', world);
  await fill(page, 'Contraseña', NORA.password);
  await press(page, 'Guardar');
  await page.waitForURL(/\/acceder/);
  await signIn(nora, NORA);
  assertQuiet(nora);
}

async function knock(world, { stranger: { page } }) {
  await page.goto('/acceder');
  await fill(page, 'Correo electrónico', THEIRS.email);
  await fill(page, 'Contraseña', THEIRS.password);
  await press(page, 'Acceder');
  await page.getByRole('alert').first().waitFor();
}
