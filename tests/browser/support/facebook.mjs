// Facebook Login as its documentation has it ("Manually Build a Login Flow", "Secure Graph API
// Calls", "Data Deletion Request Callback"), for people who click. It is no copy of the real one:
// what that does beyond its documentation is not here.

import { createHash, createHmac, randomBytes } from 'node:crypto';
import { fail, json } from './identity/graph.mjs';
import { chooser, consent, send, trouble } from './identity/pages.mjs';
import { formOf, listen } from './identity/server.mjs';
import { PATIENCE } from './wait.mjs';

const CODE_SECONDS = 600;
const TOKEN_SECONDS = 60 * 24 * 3600;

const secret = () => randomBytes(24).toString('base64url');
const hmac = (key, text) => createHmac('sha256', key).update(text);

export class Facebook {
  #server;
  #app;
  #accounts = new Map();
  #sessions = new Map();
  #granted = new Map();
  #codes = new Map();
  #tokens = new Map();

  /**
   * `app`: `{ id, secret, redirect_uris, name? }`. `accounts`: `{ id, name, email? }`; some people
   * have no e-mail there. `version` is the one in the addresses; every version is answered.
   * `host`: see identity/server.mjs.
   */
  static async start({ app, accounts = [], version = 'v24.0', host } = {}) {
    const facebook = new Facebook(app);
    facebook.#server = await listen((request, response) => facebook.#answer(request, response), host);
    facebook.dialogUrl = `${facebook.url}/${version}/dialog/oauth`;
    facebook.graphUrl = `${facebook.url}/${version}`;
    for (const { id, ...rest } of accounts) facebook.setAccount(id, rest);
    return facebook;
  }

  constructor(app) {
    this.#app = { name: 'Atiende', redirect_uris: [], ...app };
  }

  get url() {
    return this.#server.url;
  }

  /** Every request so far: `{ at, method, path, query, authorization, status }`. */
  get requests() {
    return this.#server.requests;
  }

  /** A desk's address is known only once it runs. */
  setRedirects(...addresses) {
    this.#app.redirect_uris = addresses;
  }

  /** Adds an account, or changes it. */
  setAccount(id, changes) {
    this.#accounts.set(id, { id, ...this.#accounts.get(id), ...changes });
  }

  setSlow(milliseconds, path) {
    this.#server.setSlow(milliseconds, path);
  }

  setDown(down, path) {
    this.#server.setDown(down, path);
  }

  /** Everybody is signed out at Facebook; what they allowed stays allowed. */
  endSessions() {
    this.#sessions.clear();
  }

  /** Codes and tokens that were given are now too old. */
  expire() {
    for (const given of [...this.#codes.values(), ...this.#tokens.values()]) given.until = 0;
  }

  /** The person removes the app, and Facebook tells the desk at `callback`; gives the desk's answer. */
  async deauthorize(callback, id) {
    this.#granted.delete(id);
    return this.#post(callback, this.signedRequest(id));
  }

  /** The person asks that the desk forget them; gives the desk's answer, `{ url, confirmation_code }` as JSON. */
  async requestDeletion(callback, id) {
    return this.deauthorize(callback, id);
  }

  /** What Facebook sends; with another secret or other claims, what somebody else might. */
  signedRequest(id, { key = this.#app.secret, ...claims } = {}) {
    const all = { user_id: id, algorithm: 'HMAC-SHA256', issued_at: Math.floor(Date.now() / 1000), ...claims };
    const payload = Buffer.from(JSON.stringify(all)).toString('base64url');
    return `${hmac(key, payload).digest('base64url')}.${payload}`;
  }

  #post(callback, signed_request) {
    return fetch(callback, { method: 'POST', body: new URLSearchParams({ signed_request }), redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
  }

  async stop() {
    await this.#server.stop();
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    const path = pathname.replace(/^\/v\d+\.\d+/, '').replace(/\/$/, '');
    if (path === '/dialog/oauth') return this.#dialog(request, response, Object.fromEntries(searchParams));
    // The Graph takes its parameters in the address or in a form.
    const sent = request.method === 'POST' ? await formOf(request) : {};
    const parameters = { ...Object.fromEntries(searchParams), ...sent };
    if (path === '/oauth/access_token') return this.#exchange(parameters, response);
    if (path === '/me') return this.#me(parameters, request, response);
    return fail(response, 'unknownPath');
  }

  // --- The dialog ------------------------------------------------------------------------------

  async #dialog(request, response, asked) {
    if (asked.client_id !== this.#app.id) return send(response, trouble('Identificador de la aplicación no válido.'), 400);
    if (!this.#app.redirect_uris.includes(asked.redirect_uri)) return send(response, trouble('URL bloqueada: no está en las de la aplicación.'), 400);
    if (asked.response_type && asked.response_type !== 'code') return send(response, trouble('response_type no admitido.'), 400);
    const form = request.method === 'POST' ? await formOf(request) : {};
    if (form.answer === 'cancel') return cancelled(response, asked);
    if (form.account) return this.#enter(form.account, asked, response);
    const account = this.#accounts.get(this.#sessions.get(this.#cookie(request)));
    if (!account || (asked.auth_type === 'reauthenticate' && !form.answer)) return send(response, chooser([...this.#accounts.values()], request.url));
    return this.#permit(account, asked, { form, url: request.url }, response);
  }

  #cookieName() {
    return `fb_${this.#server.port}`;
  }

  #cookie({ headers }) {
    const cookies = (headers.cookie ?? '').split('; ').map((cookie) => cookie.split('='));
    return Object.fromEntries(cookies)[this.#cookieName()];
  }

  /** Signs the person in here, and asks what the app may know unless that is known. */
  #enter(id, asked, response) {
    const session = secret();
    this.#sessions.set(session, id);
    response.setHeader('set-cookie', `${this.#cookieName()}=${session}; Path=/; HttpOnly; SameSite=Lax`);
    const { auth_type, ...rest } = asked;
    const again = auth_type === 'rerequest' ? asked : rest;
    redirect(response, `/dialog/oauth?${new URLSearchParams(again)}`);
  }

  #permit(account, asked, { form, url }, response) {
    const scopes = new Set((asked.scope ?? '').split(/[\s,]+/).filter(Boolean)).add('public_profile');
    const before = this.#granted.get(account.id);
    const open = !before || (asked.auth_type === 'rerequest' && [...scopes].some((scope) => !before.has(scope)));
    if (open && form.answer !== 'allow') return send(response, this.#consentPage(account, scopes, url));
    if (open) this.#granted.set(account.id, new Set([...scopes].filter((scope) => scope !== 'email' || form.email)));
    return this.#giveCode(account.id, asked, response);
  }

  #consentPage({ name }, scopes, url) {
    const optional = scopes.has('email') ? { email: 'Correo electrónico' } : {};
    return consent({ client: this.#app.name, name, wants: ['Nombre'], optional }, url);
  }

  #giveCode(id, { redirect_uri, state, code_challenge }, response) {
    const code = secret();
    this.#codes.set(code, { id, redirect_uri, code_challenge, until: Date.now() + CODE_SECONDS * 1000 });
    sendBack(response, redirect_uri, { code, state });
  }

  // --- The Graph -------------------------------------------------------------------------------

  #exchange({ client_id, client_secret, redirect_uri, code, code_verifier }, response) {
    if (!client_id) return fail(response, 'noClient');
    if (client_id !== this.#app.id) return fail(response, 'wrongClient');
    if (client_secret !== this.#app.secret) return fail(response, 'wrongSecret');
    if (!code) return fail(response, 'noCode');
    const given = this.#codes.get(code);
    const fault = faultOf(given, { redirect_uri, code_verifier });
    if (fault) return fail(response, fault);
    given.used = true;
    const access_token = `EAA${secret()}`;
    this.#tokens.set(access_token, { id: given.id, until: Date.now() + TOKEN_SECONDS * 1000 });
    return json(response, { access_token, token_type: 'bearer', expires_in: TOKEN_SECONDS });
  }

  #me({ access_token, appsecret_proof, fields = 'id,name' }, { headers }, response) {
    const token = access_token ?? headers.authorization?.replace(/^(Bearer|OAuth) /, '');
    if (!token) return fail(response, 'noToken');
    const given = this.#tokens.get(token);
    if (!given) return fail(response, 'wrongToken');
    if (!appsecret_proof) return fail(response, 'noProof');
    if (appsecret_proof !== hmac(this.#app.secret, token).digest('hex')) return fail(response, 'wrongProof');
    if (given.until <= Date.now()) return fail(response, 'expiredToken');
    const granted = this.#granted.get(given.id);
    if (!granted) return fail(response, 'removedApp');
    return json(response, this.#fields(given.id, fields.split(','), granted));
  }

  /** What was not allowed, or is not there, is left out, not null. */
  #fields(id, fields, granted) {
    const { email, ...open } = this.#accounts.get(id);
    const known = granted.has('email') && email ? { ...open, email } : open;
    return Object.fromEntries(['id', ...fields].filter((field) => known[field] !== undefined).map((field) => [field, known[field]]));
  }
}

function cancelled(response, { redirect_uri, state }) {
  sendBack(response, redirect_uri, { error: 'access_denied', error_code: '200', error_description: 'Permissions error', error_reason: 'user_denied', state });
}

function sendBack(response, address, parameters) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  // Facebook puts this at the end of every return.
  url.hash = '_=_';
  redirect(response, url.href);
}

function redirect(response, location) {
  response.writeHead(302, { location, 'cache-control': 'no-store' }).end();
}

/** Why a code is not to be exchanged, if so. */
function faultOf(given, { redirect_uri, code_verifier }) {
  if (!given) return 'wrongCode';
  if (given.used) return 'usedCode';
  if (given.until <= Date.now()) return 'expiredCode';
  if (redirect_uri !== given.redirect_uri) return 'wrongRedirect';
  const right = !given.code_challenge || given.code_challenge === createHash('sha256').update(code_verifier ?? '').digest('base64url');
  return right ? undefined : 'wrongVerifier';
}
