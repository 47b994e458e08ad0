// A relying party of a few lines, written from OpenID Connect Core: enough to show that the provider is one.

import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';

const random = () => randomBytes(24).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

export class Client {
  constructor({ issuer, client_id, client_secret, redirect_uri }) {
    Object.assign(this, { issuer, client_id, client_secret, redirect_uri });
  }

  discover() {
    return getJson(`${this.issuer}/.well-known/openid-configuration`);
  }

  /** Where to send the person, and what to remember meanwhile. */
  async begin(extra = {}) {
    const { authorization_endpoint } = await this.discover();
    const remembered = { state: random(), nonce: random(), verifier: random() + random() };
    const code_challenge = createHash('sha256').update(remembered.verifier).digest('base64url');
    const { state, nonce } = remembered;
    const { client_id, redirect_uri } = this;
    const asked = { client_id, redirect_uri, response_type: 'code', scope: 'openid profile email', state, nonce, code_challenge, code_challenge_method: 'S256', ...extra };
    return { ...remembered, url: `${authorization_endpoint}?${new URLSearchParams(asked)}` };
  }

  /** The answer of the token endpoint: `{ status, body }`. */
  async exchange(code, { verifier }, { signal } = {}) {
    const { token_endpoint } = await this.discover();
    const authorization = `Basic ${Buffer.from(`${this.client_id}:${this.client_secret}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: this.redirect_uri, code_verifier: verifier });
    const answer = await fetch(token_endpoint, { method: 'POST', headers: { authorization }, body, signal });
    return { status: answer.status, body: await answer.json() };
  }

  /** `{ header, claims }` of an ID token whose signature the published keys confirm. */
  async read(token) {
    const { jwks_uri } = await this.discover();
    const [head, payload, signature] = token.split('.');
    const header = decode(head);
    const jwk = (await getJson(jwks_uri)).keys.find(({ kid }) => kid === header.kid);
    if (!jwk) throw new Error(`no key ${header.kid}`);
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
    if (!verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'))) throw new Error('wrong signature');
    return { header, claims: decode(payload) };
  }

  async userinfo(access_token) {
    const { userinfo_endpoint } = await this.discover();
    return getJson(userinfo_endpoint, { headers: { authorization: `Bearer ${access_token}` } });
  }
}

async function getJson(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  return answer.json();
}
