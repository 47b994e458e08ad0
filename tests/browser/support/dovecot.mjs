// A private Dovecot for one story (tests/services/dovecot.sh).

import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../../services/dovecot.sh', import.meta.url));

/** Starts one; `url(user, password)` is where the desk fetches from. Anybody's password is "clave". */
export async function startDovecot() {
  const folder = await mkdtemp(join(tmpdir(), 'atiende-dovecot-'));
  // Its processes may be another user's.
  await chmod(folder, 0o711);
  const place = join(folder, 'd');
  const port = (await run(SCRIPT, ['start', place])).stdout.trim();
  return {
    url: (user, password = 'clave') => `imap://${user}:${password}@127.0.0.1:${port}/`,
    async stop() {
      await run(SCRIPT, ['stop', place]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
