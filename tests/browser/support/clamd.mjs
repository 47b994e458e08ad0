// A virus scanner of a story's own, and the text that every scanner calls malware though it does nothing.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Put together here, so that no scanner that looks at this source finds it. */
export const EICAR = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

/** A daemon that is not started yet; started and stopped it keeps its address. */
export async function prepareClamd() {
  const script = process.env.ATIENDE_TEST_CLAMD;
  if (!script) throw new Error('ATIENDE_TEST_CLAMD must name the script that starts clamd; `bin/test browser` sets it');
  const folder = await mkdtemp(join(tmpdir(), 'atiende-clamd.'));
  const tell = (verb) => run(script, [verb, join(folder, 'd')]);
  const { stdout } = await tell('start');
  await tell('stop');
  return {
    address: stdout.trim().split(' ')[1],
    start: () => tell('start'),
    stop: () => tell('stop'),
    async remove() {
      await tell('stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
