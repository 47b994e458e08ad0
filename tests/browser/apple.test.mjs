// Entering with Apple: its answer is a form from another site, with which no cookie of ours comes.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { button, isIn, press, says, signInLink, signOut } from './support/acts.mjs';
import { Apple } from './support/apple.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import * as elsewhere from './support/elsewhere.mjs';
import { configuredApple, isFilled } from './support/elsewhere.mjs';
import { fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { populate } from './support/world.mjs';

const NORA = { sub: '000123.abc.0042', first: 'Nora', last: 'Pons Álvarez', email: 'x7k2@privaterelay.example' };

for (const javaScript of [true, false]) {
  describe(`with Apple, JavaScript ${javaScript ? 'on' : 'off'}`, () => {
    let apple;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const client = { client_id: 'es.example.soporte', team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
    before(async () => {
      apple = await Apple.start({ client, accounts: [NORA] });
    });
    after(() => apple.stop());

    test('people enter by the form', { timeout: 300_000 }, (t) => {
      const env = { ATIENDE_RATE_LIMITS__LOGIN: '1000/min', ...configuredApple(apple.issuer, client) };
      const settle = async (app) => {
        apple.setRedirect(`${app.url}/auth/apple/callback`);
        return populate(app);
      };
      return tell(t, { javaScript, env, settle }, ['nora', 'other'], [
        ['Nora asks for an account by the button; her name is told this once', askByButton],
        ['she comes back in, and is known without a name', comeBack],
        ['who cancels changes nothing', cancel],
        ['a form that nobody was sent for opens nothing', (world, visitors) => stray(world, visitors, apple)],
      ]);
    });
  });
}

const NAME = `${NORA.first} ${NORA.last}`;
const continueWith = (page) => elsewhere.continueWith(page, 'Apple');

async function allow(visitor) {
  await elsewhere.allow(visitor, NAME);
  if (!visitor.javaScript) await button(visitor.page, 'Seguir').click();
}

async function askByButton(world, { nora }) {
  const { page } = nora;
  await page.goto('/crear-cuenta');
  await continueWith(page).click();
  await allow(nora);
  await isFilled(page, { name: NAME, email: NORA.email });
  assert.ok(!page.url().includes('Nora'), 'a name belongs in no address');
  await look(nora, 'apple-01-continue', world);
  await fill(page, 'Empresa / Centro', 'CEIP La Paz');
  await press(page, 'Crear cuenta');
  await page.waitForURL('**/espera');
  assertQuiet(nora);
}

async function comeBack(world, { nora }) {
  const { page } = nora;
  await page.goto('/');
  await signOut(nora, { name: NAME });
  await page.goto('/acceder');
  await look(nora, 'apple-02-sign-in', world);
  await continueWith(page).click();
  await allow(nora);
  await page.waitForURL((url) => url.origin === world.url);
  await isIn(page);
}

async function cancel(world, { other }) {
  const { page, javaScript } = other;
  await page.goto('/acceder');
  await continueWith(page).click();
  await button(page, 'Cancelar').click();
  if (!javaScript) await button(page, 'Seguir').click();
  await says(page, /Has cancelado/);
}

async function stray(world, { other }, { issuer }) {
  const { page } = other;
  // A page of another site that posts what it likes.
  await page.goto(`${issuer}/auth/keys`);
  await page.setContent(`<form method="post" action="${world.url}/auth/apple/callback"><input name="code" value="stolen"><input name="state" value="guessed"><button>Ir</button></form>`);
  await button(page, 'Ir').click();
  await says(page, /caducado/);
  await page.goto(`${world.url}/`);
  assert.ok(await signInLink(page).isVisible());
}
