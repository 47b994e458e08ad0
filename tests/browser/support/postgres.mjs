// A fresh database in the server that bin/test runs (ATIENDE_TEST_POSTGRES).

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The server's address, or undefined where there is none; under bin/test that is a failure. */
export function postgresServer() {
  const server = process.env.ATIENDE_TEST_POSTGRES;
  if (!server && process.env.ATIENDE_REQUIRE_SERVICES === '1') {
    throw new Error('ATIENDE_TEST_POSTGRES is not set, and ATIENDE_REQUIRE_SERVICES asks for every server');
  }
  return server || undefined;
}

async function psql(server, statement) {
  await run('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', `--dbname=${server}`, `--command=${statement}`], { timeout: 30_000 });
}

/** Makes a database; gives its address and the function that drops it. */
export async function createDatabase(server = postgresServer()) {
  const name = `atiende_browser_${randomBytes(6).toString('hex')}`;
  await psql(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    /** Changes what only time would change. */
    run: (statement) => psql(url.href, statement),
    // FORCE: the program may have left connections that the server has not yet missed.
    drop: () => psql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
