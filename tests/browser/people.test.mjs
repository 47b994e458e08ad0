// One person, several addresses; two accounts that were one person's, together and apart again.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { link, press, says, signIn, signOut } from './support/acts.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';
import { linkIn } from './support/sink.mjs';
import { COMPANY, SCHOOL } from './support/world.mjs';

const HOME = 'carmen.en.casa@correo.example';

const CHAPTERS = [
  ['Carmen adds the address she has at home', add],
  ['its link opens only in her session', confirm],
  ['she signs in with it and makes it the main one', prefer],
  ['the administrator merges Pedro into Carmen', merge],
  ['Pedro signs in with his address, and is Carmen', signInMerged],
  ['they are parted again', part],
];

describe('one person, one account', { concurrency: 2 }, () => {
  for (const engine of ['sqlite', 'postgres']) {
    for (const javaScript of [true, false]) {
      const skip = engine === 'postgres' && !postgresServer() ? 'no ATIENDE_TEST_POSTGRES' : false;
      test(`on ${engine}, JavaScript ${javaScript ? 'on' : 'off'}`, { skip, timeout: 600_000 }, (t) =>
        tell(t, { engine, javaScript }, ['carmen', 'pedro', 'elena'], CHAPTERS),
      );
    }
  }
});

const done = (page, words) => page.getByRole('status').filter({ hasText: words }).waitFor();

async function add(world, { carmen }) {
  const { page } = carmen;
  await signIn(carmen, world.people.carmen);
  await page.goto('/cuenta');
  await link(page, 'Cambiarlo o añadir otro').click();
  await fill(page, 'Correo electrónico', world.people.carmen.email);
  await press(page, 'Enviar enlace');
  await page.getByRole('alert').first().waitFor();
  await look(carmen, 'people-01-held', world);
  await fill(page, 'Correo electrónico', HOME);
  await press(page, 'Enviar enlace');
  await done(page, HOME);
  await look(carmen, 'people-02-asked', world);
  assertQuiet(carmen);
}

async function confirm(world, { carmen, pedro }) {
  const address = linkIn(await world.sink.mailTo(HOME, /Confirma/), world.url);
  await signIn(pedro, world.people.pedro);
  assert.equal((await pedro.page.goto(address)).status(), 404);
  await look(pedro, 'people-03-not-his', world);
  await carmen.page.goto(address);
  await look(carmen, 'people-04-confirm', world);
  await press(carmen.page, 'Añadir correo');
  await done(carmen.page, 'Correo añadido');
  await world.sink.mailTo(world.people.carmen.email, /Otro correo/);
  await signOut(pedro, world.people.pedro);
}

async function prefer(world, { carmen }) {
  const { page } = carmen;
  await signOut(carmen, world.people.carmen);
  await signIn(carmen, { ...world.people.carmen, email: HOME });
  await page.goto('/cuenta/correos');
  await page.getByRole('button', { name: /^Hacer principal/ }).click();
  await done(page, 'Guardado');
  await look(carmen, 'people-05-addresses', world);
  await world.sink.mailTo(world.people.carmen.email, /principal/);
}

async function merge(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await page.goto('/admin/personas');
  await link(page, world.people.carmen.name).first().click();
  await link(page, 'Unir con otra cuenta').click();
  await page.getByLabel('Nombre o correo de la otra cuenta').fill('pedro');
  await press(page, 'Buscar');
  await look(elena, 'people-06-candidates', world);
  await link(page, /^Elegir Pedro/).click();
  await says(page, '¿Unir la cuenta de Pedro Sanz');
  await look(elena, 'people-07-merge', world);
  await press(page, 'Unir cuentas');
  await done(page, 'Cuentas unidas');
  await look(elena, 'people-08-merged', world);
}

async function signInMerged(world, { pedro }) {
  const { page } = pedro;
  await signIn(pedro, { ...world.people.pedro, password: world.people.carmen.password });
  await page.goto('/cuenta');
  await says(page, SCHOOL.name);
  await says(page, COMPANY.name);
  await signOut(pedro, world.people.carmen);
}

async function part(world, { elena, pedro }) {
  await elena.page.getByRole('button', { name: /^Separar/ }).click();
  await done(elena.page, 'separadas');
  await signIn(pedro, world.people.pedro);
  await pedro.page.goto('/cuenta');
  await says(pedro.page, COMPANY.name);
  assert.equal(await pedro.page.getByText(SCHOOL.name).count(), 0);
}
