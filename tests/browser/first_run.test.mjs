// The first visit to an empty desk: /bienvenida makes its administrator and first organization, once.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { link, press, says, signInLink } from './support/acts.mjs';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';

const ELENA = { name: 'Elena Ortiz', email: 'elena@soporte.example', password: newPassword() };
const SCHOOL = 'CEIP La Paz';

describe('first run', () => {
  const chapters = [
    ['the empty desk leads to its first page', arrive],
    ['what is wrong is told, and what was typed is kept', mistype],
    ['the account and the organization are made, and she is in', begin],
    ['the page is closed to who comes later', comeLate],
  ];
  for (const [engine, javaScript] of [['sqlite', true], ['postgres', false]]) {
    const skip = engine === 'postgres' && !postgresServer() ? 'no ATIENDE_TEST_POSTGRES' : false;
    test(`on ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, { skip, timeout: 300_000 }, (t) =>
      tell(t, { engine, javaScript, settle: () => ({}) }, ['elena', 'stranger'], chapters),
    );
  }
});

const at = (page) => new URL(page.url()).pathname;

async function arrive(world, { elena }) {
  const { page } = elena;
  await page.goto('/');
  assert.equal(at(page), '/bienvenida');
  await look(elena, 'first-01-welcome', world);
  assertQuiet(elena);
}

async function mistype(world, { elena }) {
  const { page } = elena;
  await fill(page, 'Nombre', ELENA.name);
  await fill(page, 'Correo electrónico', 'elena.soporte.example');
  await fill(page, 'Contraseña', 'corta');
  await fill(page, 'Tipo', 'Empresa');
  await press(page, 'Crear cuenta');
  const summary = page.getByRole('alert').first();
  await summary.getByRole('link', { name: /correo/ }).waitFor();
  await summary.getByRole('link', { name: /contraseña/i }).waitFor();
  await look(elena, 'first-02-mistyped', world);
  assert.equal(await field(page, 'Nombre').inputValue(), ELENA.name);
  assert.equal(await field(page, 'Correo electrónico').inputValue(), 'elena.soporte.example');
  assert.equal(await field(page, 'Contraseña').inputValue(), '', 'a password is never sent back');
  assert.equal(await field(page, 'Tipo').evaluate((list) => list.selectedOptions[0].text), 'Empresa');

  // All is right but the organization, which has no name.
  await fill(page, 'Correo electrónico', ELENA.email);
  await fill(page, 'Contraseña', ELENA.password);
  await press(page, 'Crear cuenta');
  await page.getByRole('alert').first().getByRole('link', { name: /empresa o del centro/ }).waitFor();
  assert.equal(await field(page, 'Correo electrónico').inputValue(), ELENA.email);
  assertQuiet(elena);
}

async function begin(world, { elena }) {
  const { page } = elena;
  await fill(page, 'Contraseña', ELENA.password);
  await fill(page, 'Primera empresa o primer centro', SCHOOL);
  await fill(page, 'Tipo', 'Centro educativo');
  await press(page, 'Crear cuenta');
  await page.waitForURL((url) => url.pathname === '/admin');
  assert.equal(await signInLink(page).count(), 0, 'she is signed in');
  await look(elena, 'first-03-admin', world);
  await page.goto('/admin/centros');
  await link(page, SCHOOL).first().waitFor();
  await page.goto('/admin/personas');
  await says(page, ELENA.email);
  assertQuiet(elena);
}

async function comeLate(world, { elena, stranger }) {
  for (const { page } of [elena, stranger]) {
    await page.goto('/bienvenida');
    assert.notEqual(at(page), '/bienvenida');
  }
  await stranger.page.goto('/');
  assert.equal(at(stranger.page), '/');
  await look(stranger, 'first-04-home', world);
  // A form that was open meanwhile makes nobody.
  const form = { name: 'Otra', email: 'otra@soporte.example', password: newPassword(), organization: 'Otra', kind: 'school' };
  const answer = await stranger.context.request.post(`${world.url}/bienvenida`, { form, maxRedirects: 0 });
  assert.equal(answer.status(), 403);
  await elena.page.goto('/admin/personas');
  assert.equal(await elena.page.getByText('otra@soporte.example').count(), 0);
  assertQuiet(elena, stranger);
}
