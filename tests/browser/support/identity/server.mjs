// What both providers are made of: an HTTP server on loopback that notes what it is asked, and that can be in trouble.

import { createServer } from 'node:http';
import { sleep } from '../wait.mjs';

/**
 * `answer(request, response)` serves. `host` is what addresses say: with `localhost` the provider
 * is another site than a desk on 127.0.0.1, as it is in life, and cookies behave accordingly.
 */
export async function listen(answer, host = '127.0.0.1') {
  const server = new Loopback(answer);
  await server.open(host);
  return server;
}

class Loopback {
  #answer;
  #server;
  #slow = { milliseconds: 0, path: /(?:)/ };
  #down;

  /** Every request so far: `{ at, method, path, query, authorization, status }`; `status` once answered. */
  requests = [];

  constructor(answer) {
    this.#answer = answer;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  async open(host) {
    await new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.url = `http://${host}:${this.port}`;
  }

  get port() {
    return this.#server.address().port;
  }

  /** From now on waits before it answers what matches `path`; 0 ends it. */
  setSlow(milliseconds, path = /(?:)/) {
    this.#slow = { milliseconds, path };
  }

  /** From now on 503 for what matches `path`; false ends it. */
  setDown(down, path = /(?:)/) {
    this.#down = down ? path : undefined;
  }

  async #serve(request, response) {
    const entry = note(request);
    this.requests.push(entry);
    response.once('finish', () => (entry.status = response.statusCode));
    if (this.#slow.path.test(entry.path)) await sleep(this.#slow.milliseconds);
    // Whoever asked may have lost patience.
    if (response.destroyed) return;
    if (this.#down?.test(entry.path)) return unavailable(response);
    await Promise.resolve(this.#answer(request, response)).catch((error) => broken(response, error));
  }

  async stop() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

function note({ method, url, headers }) {
  const { pathname, searchParams } = new URL(url, 'http://any');
  return { at: new Date(), method, path: pathname, query: Object.fromEntries(searchParams), authorization: headers.authorization?.split(' ')[0] };
}

function unavailable(response) {
  response.writeHead(503, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>503 Service Unavailable</h1>');
}

/** A fault of the fake, not of whom it serves: loud, and an end to the request. */
function broken(response, error) {
  console.error(error);
  if (!response.headersSent) response.writeHead(500);
  response.end(String(error));
}

/** The fields of a form that was sent. */
export async function formOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
}
