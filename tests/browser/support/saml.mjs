// A SAML 2.0 server on loopback (the library samlp), with people who click; it meets one service provider.

import { execFile } from 'node:child_process';
import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import samlp from 'samlp';
import { chooser, send, trouble } from './identity/pages.mjs';
import { formOf, listen } from './identity/server.mjs';

const run = promisify(execFile);
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const AES = 'http://www.w3.org/2001/04/xmlenc#aes256-cbc';
const DENIED = 'urn:oasis:names:tc:SAML:2.0:status:Responder';

export class SamlServer {
  #folder;
  #server;
  #people = new Map();
  #sessions = new Map();
  #steps = new Map();
  #keys;
  #signsWith;
  #partner;
  #manner = {};

  /**
   * `people`: `{ id, name, email, attributes }`, the attributes by the names that they have on the wire; nothing but these
   * and `id`, as the name identifier, is told. `host`: see listen().
   */
  static async start({ people, host }) {
    const server = new SamlServer();
    server.#folder = await mkdtemp(join(tmpdir(), 'atiende-saml-idp.'));
    server.#keys = await server.#newKeys('own');
    server.#signsWith = server.#keys;
    for (const person of people) server.#people.set(person.id, person);
    server.#server = await listen((request, response) => server.#answer(request, response), host);
    return server;
  }

  /** Writes its metadata to a file that is removed with it; gives the file's name. */
  async metadataFile() {
    const { port } = this.#server;
    const text = await new Promise((resolve) => {
      const request = { headers: { host: new URL(this.#server.url).host }, protocol: 'http', originalUrl: '/metadata' };
      const paths = { redirectEndpointPath: '/sso', postEndpointPath: '/sso-post', logoutEndpointPaths: { redirect: false } };
      samlp.metadata({ issuer: this.#issuer, cert: this.#keys.cert, profileMapper: Mapper, ...paths })(request, { set() {}, send: resolve });
    });
    const file = join(this.#folder, `metadata-${port}.xml`);
    await writeFile(file, text);
    return file;
  }

  /** From now on answers this service provider alone, at the place and for the key that the file of its metadata says. */
  async meet(metadataFile) {
    const text = await readFile(metadataFile, 'utf8');
    const found = (pattern) => text.match(pattern)?.[1] ?? fail(`${pattern} is not in ${text}`);
    const service = found(/(<[^<>]*AssertionConsumerService[^<>]*>)/);
    if (!service.includes(POST)) fail(`${service} is not for forms`);
    this.#partner = {
      issuer: found(/entityID="([^"]+)"/),
      url: service.match(/Location="([^"]+)"/)[1],
      certificate: pem(found(/use="signing"[\s\S]*?<[^<>]*X509Certificate>([^<]+)</)),
      encryption: pem(found(/use="encryption"[\s\S]*?<[^<>]*X509Certificate>([^<]+)</)),
    };
  }

  /** Every request so far, as of `listen()`. */
  get requests() {
    return this.#server.requests;
  }

  /** How it answers from now on: options of samlp, such as signAssertion or includeAttributeNameFormat; none: as at first. */
  behave(manner = {}) {
    this.#manner = manner;
  }

  /** Besides encrypts its assertions for the service provider. */
  encrypt() {
    const { encryption } = this.#partner;
    const encryptionPublicKey = new X509Certificate(encryption).publicKey.export({ type: 'spki', format: 'pem' });
    const howAdfsDoes = { encryptionAlgorithm: AES, disallowEncryptionWithInsecureAlgorithm: false, warnOnInsecureEncryptionAlgorithm: false };
    this.#manner = { ...this.#manner, encryptionCert: encryption, encryptionPublicKey, ...howAdfsDoes };
  }

  /** Signs with another key than the one in its metadata; false ends it. */
  async forge(does = true) {
    this.#signsWith = does ? await this.#newKeys('other') : this.#keys;
  }

  endSessions() {
    this.#sessions.clear();
  }

  async stop() {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #issuer() {
    return `${this.#server.url}/metadata`;
  }

  get #cookie() {
    return `saml_${this.#server.port}`;
  }

  async #newKeys(name) {
    const file = (end) => join(this.#folder, `${name}.${end}`);
    await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=school', '-keyout', file('key'), '-out', file('crt')]);
    return { key: await readFile(file('key'), 'utf8'), cert: await readFile(file('crt'), 'utf8') };
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.#server.url);
    if (request.method === 'GET' && pathname === '/sso') return this.#ask(Object.fromEntries(searchParams), request, response);
    const step = this.#steps.get(pathname.match(/^\/sso\/([\w-]+)$/)?.[1]);
    if (request.method === 'POST' && step) return this.#take(step, await formOf(request), response);
    return send(response, trouble('No hay nada aquí.'), 404);
  }

  async #ask(query, request, response) {
    const asked = await this.#parse(query).catch((error) => send(response, trouble(error.message), 400));
    if (!asked) return;
    const session = request.headers.cookie?.match(new RegExp(`${this.#cookie}=([\\w-]+)`))?.[1];
    const person = this.#people.get(this.#sessions.get(session));
    if (person && asked.forceAuthn !== 'true') return this.#tell(query, person, response);
    const step = randomUUID();
    this.#steps.set(step, { query, asked });
    const accounts = [...this.#people.values()].map(({ id, name, email }) => ({ id, name, email }));
    send(response, chooser(accounts, `/sso/${step}`));
  }

  /** Signed by whom it has met, and to be answered where it knows them to be. */
  async #parse(query) {
    const { certificate, issuer, url } = this.#partner;
    const asked = await promisify(samlp.parseRequest)({ method: 'GET', query }, { signingCert: certificate });
    if (asked?.issuer !== issuer || asked.assertionConsumerServiceURL !== url) throw new Error('Quien pregunta no es conocido.');
    return asked;
  }

  #take({ query, asked }, { answer, account }, response) {
    const person = this.#people.get(account);
    if (answer === 'cancel' || !person) return this.#deny(query, asked, response);
    const session = randomUUID();
    this.#sessions.set(session, person.id);
    response.setHeader('set-cookie', `${this.#cookie}=${session}; Path=/; HttpOnly; SameSite=Lax`);
    return this.#tell(query, person, response);
  }

  #tell(query, user, response) {
    const { url, certificate } = this.#partner;
    const place = { getPostURL: (_, __, ___, done) => done(null, url), recipient: url, destination: url, nameIdentifierFormat: PERSISTENT };
    const options = { ...this.#signature, ...place, signingCert: certificate, profileMapper: (person) => new Mapper(person), lifetimeInSeconds: 300, ...this.#manner };
    samlp.auth(options)({ method: 'GET', query, user }, sender(response), (error) => {
      console.error(error);
      send(response, trouble(error.message), 500);
    });
  }

  #deny({ RelayState }, { id }, response) {
    const { url } = this.#partner;
    // Without words: samlp would put them where SAML's schema has no place for them.
    const error = { code: DENIED };
    const place = { getPostURL: (_, done) => done(null, url), destination: url, inResponseTo: id, RelayState };
    samlp.sendError({ ...this.#signature, ...place, signResponse: true, error })({}, sender(response), fail);
  }

  get #signature() {
    return { issuer: this.#issuer, ...this.#signsWith, signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256' };
  }
}

/** What samlp asks of a person. */
class Mapper {
  #person;

  constructor(person) {
    this.#person = person;
  }

  getClaims() {
    return this.#person.attributes;
  }

  getNameIdentifier() {
    return { nameIdentifier: this.#person.id };
  }
}
// The kinds of attributes that its metadata promise: none.
Mapper.prototype.metadata = [];

/** As much of Express as samlp wants. */
const sender = (response) => ({ set() {}, send: (html) => send(response, html) });

const pem = (base64) => `-----BEGIN CERTIFICATE-----\n${base64.replace(/\s/g, '').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;

function fail(problem) {
  throw problem instanceof Error ? problem : new Error(problem);
}
