// The executable under test: one process, one empty data folder, one free port.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATIENCE, until } from './wait.mjs';

/** A port that nobody listens on now. Another process may take it first; the start then fails and says so. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function executable() {
  const path = process.env.ATIENDE_BIN;
  if (!path) throw new Error('ATIENDE_BIN must name the atiende executable; `bin/test browser` builds it and sets it');
  return path;
}

/** The environment of contract.md section 2, and of the caller's own only what a program needs to run. */
function environment(settings) {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const all = { PATH, HOME, LANG, TMPDIR, TZ: 'UTC', ...settings };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/**
 * Starts `atiende serve` and waits until it is ready.
 *
 * `databaseUrl`: left out, the program's own default (SQLite in the data folder).
 * `smtpUrl`: where its mails go. `env`: more settings, by their environment names. `host`: its name; passkeys want one
 * that is no number.
 */
export async function startApp({ databaseUrl, smtpUrl, env = {}, host = '127.0.0.1' } = {}) {
  const binary = executable();
  const dataDir = await mkdtemp(join(tmpdir(), 'atiende-browser.'));
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const settings = environment({
    ATIENDE_LISTEN: `127.0.0.1:${port}`,
    ATIENDE_PUBLIC_URL: url,
    ATIENDE_DATA_DIR: dataDir,
    ATIENDE_DATABASE_URL: databaseUrl,
    ATIENDE_SMTP_URL: smtpUrl,
    ATIENDE_MAIL_FROM: 'soporte@atiende.example',
    // No test asks the name servers of the machine that it runs on.
    ATIENDE_MAIL_DNS: 'off',
    ATIENDE_SECRET_KEY: randomBytes(32).toString('hex'),
    ...env,
  });
  const app = new App({ binary, dataDir, url, settings });
  try {
    await app.serve();
  } catch (error) {
    await app.stop();
    throw error;
  }
  return app;
}

class App {
  #binary;
  #settings;
  #server;
  #log = [];

  constructor({ binary, dataDir, url, settings }) {
    this.#binary = binary;
    this.#settings = settings;
    this.dataDir = dataDir;
    this.url = url;
  }

  /** What the server has printed so far. */
  log() {
    return this.#log.join('');
  }

  async serve() {
    const server = spawn(this.#binary, ['serve'], { env: this.#settings, cwd: this.dataDir, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#server = server;
    let failure;
    server.once('error', (error) => (failure = error));
    server.stdout.on('data', (text) => this.#log.push(text.toString()));
    server.stderr.on('data', (text) => this.#log.push(text.toString()));
    await until(
      async () => {
        if (failure) throw failure;
        if (ended(server)) throw new Error(`atiende serve ended by itself (${how(server)}):\n${this.log()}`);
        return fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(4_000) }).then((answer) => answer.ok, () => false);
      },
      () => `atiende serve was not ready in time:\n${this.log()}`,
    );
  }

  /** Runs one command of the command line on the same data; gives its standard output. */
  async cli(args, { input = '' } = {}) {
    const child = spawn(this.#binary, args, { env: this.#settings, cwd: this.dataDir, stdio: ['pipe', 'pipe', 'pipe'] });
    const out = [];
    const err = [];
    child.stdout.on('data', (text) => out.push(text));
    child.stderr.on('data', (text) => err.push(text));
    // A command that ends without reading its input is judged by its exit code, not by a broken pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    try {
      await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
    } finally {
      clearTimeout(timer);
    }
    const text = Buffer.concat(out).toString();
    if (child.exitCode !== 0) throw new Error(`atiende ${args.join(' ')} (${how(child)}):\n${text}${Buffer.concat(err)}`);
    return text;
  }

  /** An approved account, as an administrator makes it at the terminal; gives the person back. */
  async addPerson({ email, name, role, password = newPassword(), organization, coordinator = false }) {
    const args = ['user', 'add', '--email', email, '--name', name, '--role', role, '--password-stdin'];
    if (organization) args.push('--org', organization);
    if (coordinator) args.push('--coordinator');
    await this.cli(args, { input: `${password}\n` });
    return { email, name, role, password };
  }

  /** A client of the API that speaks for one person. */
  async api(email, scope = 'admin') {
    const token = (await this.cli(['token', 'add', '--user', email, '--name', 'browser tests', '--scope', scope])).trim();
    return async (method, path, body) => {
      const answer = await fetch(`${this.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} /api/v1${path}: ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    };
  }

  /** Ends the server, politely at first, and removes its data. */
  async stop() {
    const server = this.#server;
    if (server?.pid && !ended(server)) {
      const closed = new Promise((resolve) => server.once('close', resolve));
      const timer = setTimeout(() => server.kill('SIGKILL'), PATIENCE);
      server.kill('SIGTERM');
      await closed;
      clearTimeout(timer);
    }
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

const ended = (child) => child.exitCode !== null || child.signalCode !== null;
const how = (child) => (child.signalCode ? `signal ${child.signalCode}` : `exit ${child.exitCode}`);

/** Good enough for any password rule, and never the same twice. */
export function newPassword() {
  return `Pizarra-${randomBytes(9).toString('base64url')}-7`;
}
