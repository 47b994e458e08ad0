// What docs/manual/deploy.md puts before a desk: a proxy that ends TLS, passes Host on and says who asks. Its certificate is
// made anew each time, and nobody has signed it but itself.

import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { createServer, request as askSafely } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Proxies that this machine's other programs see as one network: what `trusted_proxies` is told. */
export const PROXIES = '127.0.0.0/8';

export class TlsProxy {
  #server;
  #certificate;
  #to;

  /** Each `Set-Cookie` that went through, whole. */
  cookies = [];

  /** From whom it says that a request comes. */
  client = '203.0.113.9';

  /** `host`: how it is called, and what its certificate says. */
  static async start(host = 'localhost') {
    const proxy = new TlsProxy();
    const { key, cert } = await certificate(host);
    proxy.#certificate = cert;
    proxy.#server = createServer({ key, cert }, (request, response) => proxy.#pass(request, response));
    await new Promise((resolve, reject) => proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
    proxy.url = `https://${host}:${proxy.#server.address().port}`;
    return proxy;
  }

  /** What stands behind it. */
  passTo(url) {
    this.#to = new URL(url);
  }

  /** As Chromium is told to trust this certificate, and no other: SHA-256 of its public key. */
  get fingerprint() {
    const key = new X509Certificate(this.#certificate).publicKey.export({ type: 'spki', format: 'der' });
    return createHash('sha256').update(key).digest('base64');
  }

  /** A request that no browser would send: `{ status, headers, text }`. */
  ask(path, { method = 'GET', headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
      // The certificate is for the proxy's name, whatever Host says.
      const { hostname: servername } = new URL(this.url);
      const sent = askSafely(`${this.url}${path}`, { method, headers, servername, ca: this.#certificate }, async (answer) => {
        const parts = [];
        for await (const part of answer) parts.push(part);
        resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() });
      });
      sent.once('error', reject).end(body);
    });
  }

  #pass(request, response) {
    const { method, url, headers } = request;
    const passed = ask({ host: this.#to.hostname, port: this.#to.port, method, path: url, headers: { ...headers, 'x-forwarded-for': this.client, 'x-forwarded-proto': 'https' } });
    passed.once('response', (answer) => {
      this.cookies.push(...(answer.headers['set-cookie'] ?? []));
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.once('error', () => response.destroy());
    // A page that changes by itself is left at some time: so is what feeds it.
    response.once('close', () => passed.destroy());
    request.pipe(passed);
  }

  async stop() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function certificate(host) {
  const folder = await mkdtemp(join(tmpdir(), 'atiende-tls.'));
  try {
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
    const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${host}`];
    await promisify(execFile)('openssl', [...make, '-addext', 'basicConstraints=critical,CA:FALSE', '-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', cert]);
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
