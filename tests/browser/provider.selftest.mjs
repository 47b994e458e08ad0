// Does the provider that the tests sign in with behave as one? By hand: node --test provider.selftest.mjs

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, openVisitor } from './support/browser.mjs';
import { Client } from './support/identity/client.mjs';
import { formOf, listen } from './support/identity/server.mjs';
import { Provider } from './support/provider.mjs';

const MARIA = { sub: 'm-1', name: 'María Gómez', email: 'maria@ceiplapaz.example', email_verified: true };
const PABLO = { sub: 'p-2', name: 'Pablo Díaz', email: 'pablo@ceiplapaz.example', email_verified: false };
const APP = { client_id: 'atiende', client_secret: 'no-secret-at-all', client_name: 'Atiende' };

const came = [];
let browser;
let desk;
let callback;

/** A provider that knows the desk, and the desk's client. */
async function open(options = {}, client = {}) {
  const provider = await Provider.start({ accounts: [MARIA, PABLO], clients: [{ ...APP, redirect_uris: [callback], ...client }], ...options });
  return { provider, client: new Client({ issuer: provider.issuer, redirect_uri: callback, ...APP }) };
}

before(async () => {
  browser = await launch();
  // The desk: notes what comes back, from the address or from a form.
  desk = await listen(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://any');
    if (pathname === '/callback') came.push(request.method === 'POST' ? await formOf(request) : Object.fromEntries(searchParams));
    response.writeHead(200, { 'content-type': 'text/html' }).end('<link rel="icon" href="data:,"><h1>Mesa</h1>');
  });
  callback = `${desk.url}/callback`;
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Goes where the client sends, presses these buttons, and gives what came back. */
async function go({ page }, begun, ...buttons) {
  const already = came.length;
  await page.goto(begun.url);
  for (const name of buttons) await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name: 'Mesa' }).waitFor();
  assert.equal(came.length, already + 1, 'the desk is called once');
  const back = came.at(-1);
  assert.equal(back.state, begun.state);
  return back;
}

async function signIn(person, client, extra, ...buttons) {
  const begun = await client.begin(extra);
  const back = await go(person, begun, ...buttons);
  const { status, body } = await client.exchange(back.code, begun);
  assert.equal(status, 200, JSON.stringify(body));
  const { header, claims } = await client.read(body.id_token);
  assert.equal(claims.nonce, begun.nonce);
  assert.equal(claims.iss, client.issuer);
  assert.equal(claims.aud, client.client_id);
  return { back, begun, header, claims, tokens: body };
}

/** A provider, a client of it, and a person with a browser: gone after the story, whatever its end. */
function story(name, steps) {
  test(name, { timeout: 60_000 }, async (t) => {
    const { provider, client } = await open();
    t.after(() => provider.stop());
    const person = await openVisitor(browser, { url: desk.url });
    t.after(() => person.close());
    await steps({ provider, client, person, t });
    assert.deepEqual(person.troubles, []);
  });
}

describe('the OpenID provider', () => {
  story('says what it is', async ({ provider, client }) => {
    const found = await client.discover();
    assert.equal(found.issuer, provider.issuer);
    assert.deepEqual(found.code_challenge_methods_supported, ['S256']);
    assert.deepEqual(found.id_token_signing_alg_values_supported.toSorted(), ['ES256', 'RS256']);
    for (const claim of ['name', 'email', 'email_verified']) assert.ok(found.claims_supported.includes(claim), claim);
  });

  story('asks who one is and what one allows', async ({ client, person }) => {
    const { header, claims, tokens, begun, back } = await signIn(person, client, {}, MARIA.name, 'Permitir');
    assert.equal(header.alg, 'RS256');
    assert.equal(claims.sub, MARIA.sub);
    assert.equal(claims.email, undefined, 'the ID token says who, no more');
    assert.deepEqual(await client.userinfo(tokens.access_token), MARIA);
    const again = await client.exchange(back.code, begun);
    assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant'], 'a code works once');
    await assert.rejects(client.userinfo(tokens.access_token), /401/, 'and its second use ends what the first gave');
  });

  story('takes no for an answer, twice', async ({ client, person }) => {
    assert.equal((await go(person, await client.begin(), 'Cancelar')).error, 'access_denied');
    assert.equal((await go(person, await client.begin(), MARIA.name, 'Cancelar')).error, 'access_denied');
  });

  story('asks nothing while its session is open', async ({ provider, client, person }) => {
    const none = () => client.begin({ prompt: 'none' }).then((begun) => go(person, begun));
    assert.equal((await none()).error, 'login_required');
    await signIn(person, client, {}, MARIA.name, 'Permitir');
    assert.equal((await signIn(person, client, { prompt: 'none' })).claims.sub, MARIA.sub);
    provider.endSessions();
    assert.equal((await none()).error, 'login_required');
    await signIn(person, client, {}, MARIA.name);
    provider.forgetConsents();
    assert.equal((await none()).error, 'consent_required');
    await signIn(person, client, {}, 'Permitir');
  });

  story('lets one change the person', async ({ client, person }) => {
    await signIn(person, client, {}, MARIA.name, 'Permitir');
    const { claims, tokens } = await signIn(person, client, { prompt: 'select_account' }, PABLO.name, 'Permitir');
    assert.equal(claims.sub, PABLO.sub);
    assert.equal((await client.userinfo(tokens.access_token)).email_verified, false);
    assert.equal((await signIn(person, client, { prompt: 'login' }, MARIA.name)).claims.sub, MARIA.sub);
  });

  story('tells a new address when the person has one', async ({ provider, client, person }) => {
    await signIn(person, client, {}, MARIA.name, 'Permitir');
    provider.setAccount(MARIA.sub, { email: 'maria.gomez@ceiplapaz.example', email_verified: undefined });
    const { tokens } = await signIn(person, client, {});
    const { email_verified, ...rest } = MARIA;
    assert.deepEqual(await client.userinfo(tokens.access_token), { ...rest, email: 'maria.gomez@ceiplapaz.example' });
  });

  story('refuses a request without PKCE, and a stranger’s callback', async ({ client, person }) => {
    const plain = await client.begin();
    const url = new URL(plain.url);
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    assert.equal((await go(person, { ...plain, url: url.href })).error, 'invalid_request');
    await person.page.goto((await client.begin({ redirect_uri: `${desk.url}/elsewhere` })).url);
    await person.page.getByRole('alert').getByText('invalid_redirect_uri').waitFor();
    const begun = await client.begin();
    const { code } = await go(person, begun, MARIA.name, 'Permitir');
    assert.equal((await client.exchange(code, { verifier: 'x'.repeat(43) })).body.error, 'invalid_grant');
  });

  story('changes its keys, and everybody stays signed in', async ({ provider, client, person }) => {
    const old = await signIn(person, client, {}, MARIA.name, 'Permitir');
    await provider.rotateKeys({ keepOld: true });
    await client.read(old.tokens.id_token);
    await provider.rotateKeys();
    await assert.rejects(client.read(old.tokens.id_token), /no key/);
    const { header } = await signIn(person, client, { prompt: 'none' });
    assert.notEqual(header.kid, old.header.kid);
  });

  story('can be slow, and down, wholly or in parts', async ({ provider, client, person }) => {
    const begun = await client.begin();
    const { code } = await go(person, begun, MARIA.name, 'Permitir');
    provider.setSlow(5_000, /^\/token/);
    await assert.rejects(client.exchange(code, begun, { signal: AbortSignal.timeout(200) }), { name: 'TimeoutError' });
    provider.setSlow(0);
    provider.setDown(true, /^\/token/);
    await client.discover();
    assert.equal((await fetch(`${provider.issuer}/token`, { method: 'POST' })).status, 503);
    provider.setDown(true);
    await assert.rejects(client.discover(), /503/);
    provider.setDown(false);
    assert.equal((await client.exchange(code, begun)).status, 200);
    const told = provider.requests.filter(({ path }) => path === '/token').map(({ status, authorization }) => `${status} ${authorization}`);
    assert.deepEqual(told, ['undefined Basic', '503 undefined', '200 Basic']);
  });

  story('can be another site, tell all in the ID token, sign with ES256 and post its answer', async ({ person, t }) => {
    const other = await open({ host: 'localhost', claimsIn: 'id_token' }, { id_token_signed_response_alg: 'ES256' });
    t.after(() => other.provider.stop());
    const { header, claims } = await signIn(person, other.client, { response_mode: 'form_post' }, MARIA.name, 'Permitir');
    assert.equal(header.alg, 'ES256');
    assert.match(other.client.issuer, /localhost/);
    assert.deepEqual([claims.name, claims.email, claims.email_verified], [MARIA.name, MARIA.email, true]);
  });

  story('does not disturb a second one on the same host', async ({ client, person, t }) => {
    const other = await open();
    t.after(() => other.provider.stop());
    await signIn(person, client, {}, MARIA.name, 'Permitir');
    await signIn(person, other.client, {}, PABLO.name, 'Permitir');
    assert.equal((await signIn(person, client, { prompt: 'none' })).claims.sub, MARIA.sub);
    assert.equal((await signIn(person, other.client, { prompt: 'none' })).claims.sub, PABLO.sub);
  });

  story('knows what it never gave to be invalid', async ({ provider, client, person }) => {
    assert.equal((await client.exchange('invented', { verifier: 'x'.repeat(43) })).body.error, 'invalid_grant');
    const wrong = new Client({ ...client, client_secret: 'wrong' });
    assert.equal((await wrong.exchange('invented', { verifier: 'x'.repeat(43) })).status, 401);
    await person.page.goto(`${provider.issuer}/interaction/invented`);
    await person.page.getByRole('alert').getByText('caducado').waitFor();
  });
});
