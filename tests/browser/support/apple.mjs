// Sign in with Apple as its documentation has it ("Sign in with Apple REST API", "Creating a client secret"), for people
// who click: the answer is a form from Apple's own page, the client's secret is a token that it signs, and the name is
// told once. It is no copy of the real one.

import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { json } from './identity/graph.mjs';
import { chooser, consent, send, trouble } from './identity/pages.mjs';
import { formOf, listen } from './identity/server.mjs';

const random = () => randomBytes(24).toString('base64url');
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
const seconds = () => Math.floor(Date.now() / 1000);
const escape = (text) => String(text).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

export class Apple {
  #server;
  #accounts;
  #client;
  #codes = new Map();
  #known = new Set();
  #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  /** `client`: `{ client_id, team_id, key_id, private_key, redirect_uri }`; `accounts`: `{ sub, first, last, email }`. */
  static async start({ client, accounts, host = 'localhost' }) {
    const apple = new Apple();
    apple.#client = client;
    apple.#accounts = accounts;
    apple.#server = await listen((request, response) => apple.#answer(request, response), host);
    return apple;
  }

  get issuer() {
    return this.#server.url;
  }

  setRedirect(address) {
    this.#client.redirect_uri = address;
  }

  stop() {
    return this.#server.stop();
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.issuer);
    if (pathname === '/.well-known/openid-configuration') return json(response, this.#document());
    if (pathname === '/auth/keys') return json(response, { keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'apple', use: 'sig', alg: 'RS256' }] });
    if (pathname === '/auth/authorize') return this.#authorize(request, response, Object.fromEntries(searchParams));
    if (pathname === '/auth/token') return this.#token(await formOf(request), response);
    return json(response, { error: 'not_found' }, 404);
  }

  #document() {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/auth/authorize`,
      token_endpoint: `${issuer}/auth/token`,
      jwks_uri: `${issuer}/auth/keys`,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
  }

  async #authorize(request, response, asked) {
    const { client_id, redirect_uri } = this.#client;
    if (asked.client_id !== client_id || asked.redirect_uri !== redirect_uri) return send(response, trouble('invalid_client'), 400);
    // Whoever asks for the name or the address has to take the answer as a form.
    if (asked.response_mode !== 'form_post') return send(response, trouble('response_mode must be form_post'), 400);
    const form = request.method === 'POST' ? await formOf(request) : {};
    if (form.answer === 'cancel') return this.#post(response, { error: 'user_cancelled_authorize', state: asked.state });
    const account = this.#accounts.find(({ sub }) => sub === (form.account ?? asked.account));
    if (!account) return send(response, chooser(this.#accounts.map(({ sub, first, last, email }) => ({ id: sub, name: `${first} ${last}`, email })), request.url));
    if (form.answer !== 'allow') return send(response, consent({ client: 'Atiende', name: account.first, wants: ['Nombre', 'Correo electrónico'] }, `${request.url}&account=${account.sub}`));
    return this.#allow(account, asked, response);
  }

  #allow(account, { state, nonce }, response) {
    const code = random();
    this.#codes.set(code, { account, nonce });
    const isNew = !this.#known.has(account.sub);
    this.#known.add(account.sub);
    const user = JSON.stringify({ name: { firstName: account.first, lastName: account.last }, email: account.email });
    this.#post(response, { code, state, ...(isNew ? { user } : {}) });
  }

  /** OAuth 2.0 Form Post Response Mode; without JavaScript the person presses. */
  #post(response, fields) {
    const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`);
    send(response, `<!doctype html><html lang="es"><title>Apple</title><link rel="icon" href="data:,"><main><h1>Apple</h1>
<form method="post" action="${escape(this.#client.redirect_uri)}">${inputs.join('')}<button>Seguir</button></form></main>
<script>document.forms[0].submit()</script></html>`);
  }

  #token({ client_id, client_secret, code, grant_type, redirect_uri }, response) {
    const refuse = (error) => json(response, { error }, 400);
    if (grant_type !== 'authorization_code' || client_id !== this.#client.client_id || !this.#isOurs(client_secret)) return refuse('invalid_client');
    const given = this.#codes.get(code);
    this.#codes.delete(code);
    if (!given || redirect_uri !== this.#client.redirect_uri) return refuse('invalid_grant');
    const { account, nonce } = given;
    const claims = { iss: this.issuer, aud: client_id, sub: account.sub, iat: seconds(), exp: seconds() + 600, nonce, nonce_supported: true, email: account.email, email_verified: 'true' };
    const head = `${encode({ alg: 'RS256', kid: 'apple' })}.${encode(claims)}`;
    const id_token = `${head}.${sign('sha256', Buffer.from(head), this.#keys.privateKey).toString('base64url')}`;
    return json(response, { access_token: random(), token_type: 'Bearer', expires_in: 3600, id_token });
  }

  /** The token that stands for a secret: its header, claims, age and signature. */
  #isOurs(secret = '') {
    const { client_id, team_id, key_id, private_key } = this.#client;
    const [head, payload, signature] = secret.split('.');
    if (!signature) return false;
    const [header, claims] = [decode(head), decode(payload)];
    const key = { key: createPublicKey(private_key), dsaEncoding: 'ieee-p1363' };
    const named = header.alg === 'ES256' && header.kid === key_id && claims.iss === team_id && claims.sub === client_id && claims.aud === this.issuer;
    const fresh = claims.exp > seconds() && claims.exp - claims.iat <= 15_777_000;
    return named && fresh && verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'));
  }
}
