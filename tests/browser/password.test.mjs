// A forgotten password, as its owner lives it, and what whoever guesses gets to read.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { link, press, says, signIn, signInLink } from './support/acts.mjs';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { linkIn } from './support/sink.mjs';

const NOBODY = 'nadie@ceiplapaz.example';
const NEW = newPassword();
const TRIES = 4;

const main = (page) => page.getByRole('main').innerText();

for (const javaScript of [true, false]) {
  describe(`a forgotten password, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    test('is replaced by its owner', { timeout: 300_000 }, (t) =>
      tell(t, { javaScript }, ['office', 'home', 'later'], [
        ['Carmen is signed in at the office', async (world, { office }) => signIn(office, world.people.carmen)],
        ['at home she has forgotten it, and asks', ask],
        ['an address without an account gets the same answer', askForNobody],
        ['the mail leads to a page for a new one', choose],
        ['the session at the office has ended', endOldSession],
        ['the link works once', useAgain],
        ['only the new password opens', useNew],
      ]),
    );
    test('is not to be guessed', { timeout: 300_000 }, (t) =>
      tell(t, { javaScript, env: { ATIENDE_RATE_LIMITS__LOGIN: `${TRIES}/hour`, ATIENDE_RATE_LIMITS__RESET: `${TRIES}/hour` } }, ['guesser'], [
        ['wrong passwords are told apart from nothing', guess],
        ['after some tries one has to wait', waitToSignIn],
        ['links are not to be had without end either', waitToAsk],
      ]),
    );
  });
}

async function request({ page }, email) {
  await page.goto('/acceder');
  await link(page, 'He olvidado mi contraseña').click();
  await fill(page, 'Correo electrónico', email);
  await press(page, 'Enviar');
}

async function ask(world, { home }) {
  const { page } = home;
  await request(home, 'carmen');
  await page.getByRole('alert').first().getByRole('link', { name: /correo/ }).waitFor();
  await look(home, 'password-01-not-an-address', world);
  assert.equal(await field(page, 'Correo electrónico').inputValue(), 'carmen');
  await fill(page, 'Correo electrónico', world.people.carmen.email);
  await press(page, 'Enviar');
  await page.getByRole('heading', { name: 'Mira tu correo' }).waitFor();
  await look(home, 'password-02-asked', world);
  assertQuiet(home);
}

async function askForNobody(world, { home, later }) {
  await request(later, NOBODY);
  await later.page.getByRole('heading', { name: 'Mira tu correo' }).waitFor();
  const [known, unknown] = [await main(home.page), await main(later.page)];
  assert.equal(unknown.replace(NOBODY, ''), known.replace(world.people.carmen.email, ''), 'nobody learns who has an account');
}

async function choose(world, { home }) {
  const { page } = home;
  const mail = await world.sink.mailTo(world.people.carmen.email, /contraseña/i);
  assert.deepEqual(world.sink.allTo(NOBODY), []);
  home.link = linkIn(mail, world.url, /\/recuperar\//);
  await page.goto(home.link);
  await says(page, world.people.carmen.email);
  await fill(page, 'Contraseña', 'corta');
  await press(page, 'Guardar');
  await page.getByRole('alert').first().getByRole('link', { name: /al menos 8/ }).waitFor();
  await look(home, 'password-03-too-short', world);
  await fill(page, 'Contraseña', NEW);
  await press(page, 'Guardar');
  await page.getByRole('status').filter({ hasText: 'Contraseña cambiada' }).waitFor();
  await look(home, 'password-04-changed', world);
  assertQuiet(home);
}

async function endOldSession(world, { office }) {
  await office.page.goto('/soporte/mis-tickets');
  await signInLink(office.page).waitFor();
  await field(office.page, 'Contraseña').waitFor();
  assertQuiet(office);
}

async function useAgain(world, { home, later }) {
  const { page } = later;
  const again = await page.goto(home.link);
  assert.equal(again.status(), 404);
  await says(page, 'Este enlace ya no vale');
  await link(page, 'Pedir otro enlace').waitFor();
  await look(later, 'password-05-used-link', world);
  const made = await page.goto(`${world.url}/recuperar/${'x'.repeat(43)}`);
  assert.equal(made.status(), 404, 'a link that never was is as good as a used one');
  assertQuiet(later);
}

async function useNew(world, { later }) {
  const { page } = later;
  await page.goto('/acceder');
  await enter(page, world.people.carmen.email, world.people.carmen.password);
  await page.getByRole('alert').first().getByText('no son correctos').waitFor();
  await look(later, 'password-06-wrong', world);
  await enter(page, world.people.carmen.email, NEW);
  await signInLink(page).waitFor({ state: 'detached' });
  assertQuiet(later);
}

async function enter(page, email, password) {
  await fill(page, 'Correo electrónico', email);
  await fill(page, 'Contraseña', password);
  await press(page, 'Acceder');
}

async function guess(world, { guesser }) {
  const { page } = guesser;
  const answers = [];
  for (const email of [world.people.carmen.email, NOBODY]) {
    await page.goto('/acceder');
    await enter(page, email, newPassword());
    await page.getByRole('alert').first().getByText('no son correctos').waitFor();
    assert.equal(await field(page, 'Correo electrónico').inputValue(), email);
    answers.push(await main(page));
  }
  assert.equal(answers[0], answers[1], 'nobody learns who has an account');
}

async function waitToSignIn(world, { guesser }) {
  const { page } = guesser;
  // One address may fail thrice as often as one account: two were tried already.
  for (let tries = 2; tries < 3 * TRIES; tries += 1) {
    await enter(page, `nadie${tries}@ceiplapaz.example`, newPassword());
    await page.getByRole('alert').first().getByText('no son correctos').waitFor();
  }
  const { email, password } = world.people.carmen;
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await enter(page, email, password);
  assert.equal((await answered).status(), 429, 'the right password is not even tried');
  await page.getByRole('alert').first().getByText(/Demasiados intentos\. Espera \d+ minutos/).waitFor();
  assert.equal(await field(page, 'Correo electrónico').inputValue(), email, 'what was typed stays');
  assert.equal(await field(page, 'Contraseña').inputValue(), '');
  await look(guesser, 'password-07-wait', world);
  assertQuiet(guesser);
}

async function waitToAsk(world, { guesser }) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await request(guesser, NOBODY);
    await guesser.page.getByRole('heading', { name: 'Mira tu correo' }).waitFor();
  }
  await request(guesser, NOBODY);
  await guesser.page.getByRole('alert').first().getByText('Demasiados intentos').waitFor();
  assert.equal(await field(guesser.page, 'Correo electrónico').inputValue(), NOBODY);
  await look(guesser, 'password-08-wait-for-a-link', world);
  assertQuiet(guesser);
}
