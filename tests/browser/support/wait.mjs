// Waiting, always with an end and with something to read when it comes.

/** Milliseconds after which a wait is lost. */
export const PATIENCE = 20_000;

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Calls `probe` until it gives something other than undefined or false, and gives that.
 * `complaint` says what was waited for, as text or as a function called when time is up.
 */
export async function until(probe, complaint, { timeout = PATIENCE, every = 50 } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(typeof complaint === 'function' ? complaint() : complaint);
    await sleep(every);
  }
}
