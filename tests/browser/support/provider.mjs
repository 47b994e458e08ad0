// A certified OpenID Connect provider (oidc-provider) on loopback, with people who click.
//
// On Node 20 the package warns that it wants a newer one; what is used here works on it, which
// provider.selftest.mjs shows.

import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import OpenIdProvider, { interactionPolicy } from 'oidc-provider';
import { chooser, consent, send, trouble } from './identity/pages.mjs';
import { formOf, listen } from './identity/server.mjs';
import { Store } from './identity/store.mjs';

const WANTS = { profile: 'Nombre', email: 'Correo electrónico' };

export class Provider {
  #server;
  #store = new Store();
  #accounts = new Map();
  #consents = new Map();
  #cookieKey = randomBytes(32).toString('hex');
  #claimsIn;
  #keys = [];
  #openId;
  #serve;

  /**
   * `clients`: metadata as in OpenID Connect Registration, at least client_id, client_secret and
   * redirect_uris. `accounts`: `{ sub, name, email, email_verified }` and whatever claims else.
   * `claimsIn`: where name and e-mail are to be had, `userinfo` (as the standard has it) or
   * `id_token` (there too). `host`: `127.0.0.1` or `localhost`, see listen().
   */
  static async start({ clients = [], accounts = [], claimsIn = 'userinfo', host } = {}) {
    const provider = new Provider(claimsIn);
    provider.#server = await listen((request, response) => provider.#answer(request, response), host);
    for (const client of clients) await provider.setClient(client);
    for (const { sub, ...claims } of accounts) provider.setAccount(sub, claims);
    await provider.rotateKeys();
    return provider;
  }

  constructor(claimsIn) {
    this.#claimsIn = claimsIn;
  }

  /** The issuer to configure; no slash at the end. */
  get issuer() {
    return this.#server.url;
  }

  /** Every request so far: `{ at, method, path, query, authorization, status }`. */
  get requests() {
    return this.#server.requests;
  }

  /** Adds a client, or replaces the one of the same client_id: a desk's address is known only once it runs. */
  async setClient(client) {
    const fixed = { token_endpoint_auth_method: 'client_secret_basic', grant_types: ['authorization_code'], response_types: ['code'] };
    await this.#store.adapter('Client').upsert(client.client_id, { client_name: client.client_id, ...fixed, ...client });
  }

  /** Adds an account, or changes some claims of it; a claim set to undefined is no longer told. */
  setAccount(sub, changes) {
    this.#accounts.set(sub, { ...this.#accounts.get(sub), ...changes });
  }

  removeAccount(sub) {
    this.#accounts.delete(sub);
  }

  /** Answers later, all or only what matches `path`, e.g. /token/. */
  setSlow(milliseconds, path) {
    this.#server.setSlow(milliseconds, path);
  }

  /** 503, for all or only for what matches `path`, until setDown(false). */
  setDown(down, path) {
    this.#server.setDown(down, path);
  }

  /** Everybody is signed out here; what they allowed stays allowed. */
  endSessions() {
    this.#store.remove(({ kind }) => kind === 'Session' || kind === 'Interaction');
  }

  /** As if everybody had taken back what they allowed; who is signed in stays so. */
  forgetConsents() {
    this.#consents.clear();
    this.#store.remove(({ kind }) => kind === 'Grant');
  }

  /** Signs with new keys at once; the old ones are no longer published unless `keepOld`. */
  async rotateKeys({ keepOld = false } = {}) {
    const fresh = [await newKey('rsa', { modulusLength: 2048 }, 'RS256'), await newKey('ec', { namedCurve: 'P-256' }, 'ES256')];
    this.#keys = keepOld ? [...fresh, ...this.#keys] : fresh;
    this.#openId = new OpenIdProvider(this.issuer, this.#settings());
    this.#serve = this.#openId.callback();
  }

  /** The keys in use, as a JSON Web Key Set with the private parts: for whoever wants to forge. */
  get privateKeys() {
    return structuredClone(this.#keys);
  }

  async stop() {
    await this.#server.stop();
  }

  #settings() {
    const { port } = this.#server;
    return {
      adapter: this.#store.adapter,
      jwks: { keys: this.#keys },
      claims: { openid: ['sub'], profile: ['name', 'given_name', 'family_name', 'picture'], email: ['email', 'email_verified'] },
      conformIdTokenClaims: this.#claimsIn === 'userinfo',
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
      pkce: { required: () => true },
      // Cookies know no ports: two providers on one host must not overwrite each other's.
      cookies: { keys: [this.#cookieKey], names: { session: `op_${port}`, interaction: `op_${port}_step`, resume: `op_${port}_resume` } },
      features: { devInteractions: { enabled: false } },
      interactions: { policy: policy(), url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, sub) => this.#account(sub),
      loadExistingGrant: (context) => this.#consentOf(context),
      renderError: (context, { error, error_description }) => {
        context.type = 'html';
        context.body = trouble(`${error}: ${error_description ?? ''}`);
      },
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 86_400, Grant: 86_400 },
    };
  }

  #account(sub) {
    const claims = this.#accounts.get(sub);
    return claims && { accountId: sub, claims: () => ({ sub, ...claims }) };
  }

  /** As large providers do, one is asked once, not once a session; the package drops grants with sessions. */
  async #consentOf({ oidc }) {
    const { accountId } = oidc.session;
    const { clientId } = oidc.client;
    const allowed = this.#consents.get(`${accountId} ${clientId}`);
    return allowed && ((await this.#openId.Grant.find(allowed.grant)) ?? this.#grant(accountId, clientId, allowed.scope));
  }

  /** Remembers that the account's owner allows this to the client. */
  async #grant(accountId, clientId, scope) {
    const grant = new this.#openId.Grant({ accountId, clientId });
    grant.addOIDCScope(scope);
    this.#consents.set(`${accountId} ${clientId}`, { scope, grant: await grant.save() });
    return grant;
  }

  async #answer(request, response) {
    if (!/^\/interaction\/[\w-]+$/.test(request.url)) return this.#serve(request, response);
    const step = await this.#openId.interactionDetails(request, response).catch(() => undefined);
    if (!step) return send(response, trouble('Esta página ha caducado. Vuelve a empezar.'), 400);
    return request.method === 'POST' ? this.#take(step, request, response) : this.#ask(step, request, response);
  }

  async #ask({ prompt, params, session }, { url }, response) {
    const accounts = [...this.#accounts].map(([sub, { name, email }]) => ({ id: sub, name, email }));
    if (prompt.name !== 'consent') return send(response, chooser(accounts, url));
    const client = await this.#openId.Client.find(params.client_id);
    const wants = params.scope.split(' ').flatMap((scope) => WANTS[scope] ?? []);
    const { name } = this.#accounts.get(session.accountId);
    return send(response, consent({ client: client.clientName, name, wants }, url));
  }

  async #take(step, request, response) {
    const { answer, account } = await formOf(request);
    const result = answer === 'cancel' ? { error: 'access_denied', error_description: 'the person said no' } : await this.#resolve(step, account);
    await this.#openId.interactionFinished(request, response, result, { mergeWithLastSubmission: answer !== 'cancel' });
  }

  async #resolve({ prompt, params, session }, account) {
    if (prompt.name !== 'consent') return { [prompt.name]: {}, login: { accountId: account } };
    const grant = await this.#grant(session.accountId, params.client_id, params.scope);
    return { consent: { grantId: grant.jti } };
  }
}

/** The usual questions, and the account chooser when it is asked for. */
function policy() {
  const { base, Prompt } = interactionPolicy;
  const prompts = base();
  prompts.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  return prompts;
}

async function newKey(type, options, alg) {
  const { privateKey } = await promisify(generateKeyPair)(type, options);
  return { ...privateKey.export({ format: 'jwk' }), kid: `${alg}-${randomBytes(4).toString('hex')}`, alg, use: 'sig' };
}
