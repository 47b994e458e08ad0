// Does the stand-in for Facebook keep to Facebook's documentation? By hand: node --test facebook.selftest.mjs

import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { launch, openVisitor } from './support/browser.mjs';
import { Facebook } from './support/facebook.mjs';
import { formOf, listen } from './support/identity/server.mjs';

const MARIA = { id: '1001', name: 'María Gómez', email: 'maria@ceiplapaz.example' };
const PHONE = { id: '1002', name: 'Pablo Sin Correo' };
const APP = { id: '424242', secret: 'no-secret-at-all' };

const forms = [];
let browser;
let desk;
let callback;

before(async () => {
  browser = await launch();
  desk = await listen(async (request, response) => {
    if (request.method === 'POST') forms.push(await formOf(request));
    response.writeHead(200, { 'content-type': 'text/html' }).end('<link rel="icon" href="data:,"><h1>Mesa</h1>');
  });
  callback = `${desk.url}/callback`;
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

function story(name, steps) {
  test(name, { timeout: 60_000 }, async (t) => {
    const facebook = await Facebook.start({ app: { ...APP, redirect_uris: [callback] }, accounts: [MARIA, PHONE] });
    t.after(() => facebook.stop());
    const person = await openVisitor(browser, { url: desk.url });
    t.after(() => person.close());
    await steps(facebook, person);
    assert.deepEqual(person.troubles, []);
  });
}

/** Goes to the dialog, presses these buttons, and gives the address at which the desk is called. */
async function go(facebook, { page }, buttons, extra = {}) {
  const asked = { client_id: APP.id, redirect_uri: callback, state: randomBytes(8).toString('hex'), scope: 'email', response_type: 'code', ...extra };
  await page.goto(`${facebook.dialogUrl}?${new URLSearchParams(asked)}`);
  for (const name of buttons) await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name: 'Mesa' }).waitFor();
  const url = new URL(page.url());
  assert.equal(url.hash, '#_=_');
  assert.equal(url.searchParams.get('state'), asked.state);
  return url.searchParams;
}

const get = async (url, parameters) => {
  const answer = await fetch(`${url}?${new URLSearchParams(parameters)}`);
  return { status: answer.status, body: await answer.json() };
};
const exchange = (facebook, code, extra) =>
  get(`${facebook.graphUrl}/oauth/access_token`, { client_id: APP.id, client_secret: APP.secret, redirect_uri: callback, code, ...extra });
const me = (facebook, access_token, extra = {}) => {
  const appsecret_proof = createHmac('sha256', APP.secret).update(access_token).digest('hex');
  return get(`${facebook.graphUrl}/me`, { fields: 'id,name,email', access_token, appsecret_proof, ...extra });
};
async function enter(facebook, person, buttons, extra) {
  const { status, body } = await exchange(facebook, (await go(facebook, person, buttons, extra)).get('code'));
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.token_type, 'bearer');
  return body.access_token;
}
function fails({ status, body }, type, code, subcode) {
  assert.equal(status, 400);
  assert.deepEqual([body.error.type, body.error.code, body.error.error_subcode], [type, code, subcode], body.error.message);
  assert.ok(body.error.fbtrace_id);
}

describe('the stand-in for Facebook', () => {
  story('tells who one is to whoever has the proof', async (facebook, person) => {
    const token = await enter(facebook, person, [MARIA.name, 'Permitir']);
    assert.deepEqual((await me(facebook, token)).body, MARIA);
    fails(await me(facebook, token, { appsecret_proof: '' }), 'GraphMethodException', 100);
    fails(await me(facebook, token, { appsecret_proof: createHmac('sha256', 'other').update(token).digest('hex') }), 'GraphMethodException', 100);
    fails(await me(facebook, 'EAAinvented'), 'OAuthException', 190);
    facebook.expire();
    fails(await me(facebook, token), 'OAuthException', 190, 463);
  });

  story('takes no for an answer', async (facebook, person) => {
    const back = await go(facebook, person, [MARIA.name, 'Cancelar']);
    assert.deepEqual([back.get('error'), back.get('error_reason'), back.get('code')], ['access_denied', 'user_denied', null]);
  });

  story('has people without an e-mail, and people who keep theirs', async (facebook, person) => {
    const { email, ...withoutEmail } = MARIA;
    assert.deepEqual((await me(facebook, await enter(facebook, person, [PHONE.name, 'Permitir']))).body, PHONE);
    facebook.endSessions();
    await person.page.goto(`${facebook.dialogUrl}?${new URLSearchParams({ client_id: APP.id, redirect_uri: callback, scope: 'email' })}`);
    await person.page.getByRole('button', { name: MARIA.name }).click();
    await person.page.getByRole('checkbox', { name: 'Correo electrónico' }).uncheck();
    await person.page.getByRole('button', { name: 'Permitir' }).click();
    await person.page.getByRole('heading', { name: 'Mesa' }).waitFor();
    assert.deepEqual((await me(facebook, await enter(facebook, person, []))).body, withoutEmail);
    const again = await enter(facebook, person, ['Permitir'], { auth_type: 'rerequest' });
    assert.equal((await me(facebook, again)).body.email, email);
  });

  story('asks nothing of who is signed in and has allowed it', async (facebook, person) => {
    await enter(facebook, person, [MARIA.name, 'Permitir']);
    await enter(facebook, person, []);
    facebook.endSessions();
    await enter(facebook, person, [MARIA.name]);
    await enter(facebook, person, [MARIA.name], { auth_type: 'reauthenticate' });
  });

  story('gives a token for a code once, to the app that asked', async (facebook, person) => {
    const verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const code = (await go(facebook, person, [MARIA.name, 'Permitir'], { code_challenge, code_challenge_method: 'S256' })).get('code');
    fails(await exchange(facebook, code, { client_secret: 'wrong' }), 'OAuthException', 1);
    fails(await exchange(facebook, code, { client_id: '1' }), 'OAuthException', 101);
    fails(await exchange(facebook, code, { redirect_uri: `${desk.url}/other` }), 'OAuthException', 100, 36008);
    fails(await exchange(facebook, code), 'OAuthException', 100);
    assert.equal((await exchange(facebook, code, { code_verifier: verifier })).status, 200);
    fails(await exchange(facebook, code, { code_verifier: verifier }), 'OAuthException', 100, 36009);
    fails(await exchange(facebook, 'invented'), 'OAuthException', 100);
    const old = (await go(facebook, person, [])).get('code');
    facebook.expire();
    fails(await exchange(facebook, old), 'OAuthException', 100, 36007);
  });

  story('sends nobody to a stranger', async (facebook, { page }) => {
    await page.goto(`${facebook.dialogUrl}?${new URLSearchParams({ client_id: APP.id, redirect_uri: `${desk.url}/elsewhere` })}`);
    await page.getByRole('alert').getByText('URL bloqueada').waitFor();
  });

  story('tells the desk who has left', async (facebook, person) => {
    const token = await enter(facebook, person, [MARIA.name, 'Permitir']);
    assert.equal((await facebook.deauthorize(`${desk.url}/gone`, MARIA.id)).status, 200);
    const [signature, payload] = forms.at(-1).signed_request.split('.');
    assert.equal(signature, createHmac('sha256', APP.secret).update(payload).digest('base64url'));
    const { user_id, algorithm, issued_at } = JSON.parse(Buffer.from(payload, 'base64url'));
    assert.deepEqual([user_id, algorithm], [MARIA.id, 'HMAC-SHA256']);
    assert.ok(Math.abs(issued_at - Date.now() / 1000) < 60);
    fails(await me(facebook, token), 'OAuthException', 190, 458);
    assert.notEqual(facebook.signedRequest(MARIA.id, { key: 'other' }).split('.')[0], signature);
    assert.equal((await facebook.requestDeletion(`${desk.url}/forget`, MARIA.id)).status, 200);
  });

  story('can be slow, and down', async (facebook) => {
    facebook.setSlow(5_000, /\/me$/);
    await assert.rejects(fetch(`${facebook.graphUrl}/me`, { signal: AbortSignal.timeout(200) }), { name: 'TimeoutError' });
    fails(await exchange(facebook, 'invented'), 'OAuthException', 100);
    facebook.setDown(true);
    assert.equal((await fetch(facebook.dialogUrl)).status, 503);
    assert.deepEqual(facebook.requests.map(({ status }) => status), [undefined, 400, 503]);
  });
});
