// A story told in chapters: each is a subtest, and the story does not go on after one that failed.

import { shoot } from './look.mjs';
import { openWorld } from './world.mjs';

/**
 * Opens a world of this `kind` with a visitor for each of `names`, and tells the chapters, pairs of
 * a title and an act(world, visitors). What was on the screens of a failed story is kept.
 */
export async function tell(t, kind, names, chapters) {
  const world = await openWorld(kind);
  const visitors = {};
  try {
    for (const name of names) visitors[name] = await world.visit();
    for (const [title, act] of chapters) await tellChapter(t, title, () => act(world, visitors));
  } catch (error) {
    t.diagnostic(`the server's log ended:\n${world.app.log().slice(-4_000)}`);
    for (const [name, { page }] of Object.entries(visitors)) await shoot(page, world.run, `failed-${name}`);
    throw error;
  } finally {
    await world.close();
  }
}

async function tellChapter(t, title, act) {
  let failed = true;
  await t.test(title, async () => {
    await act();
    failed = false;
  });
  if (failed) throw new Error(`the story ended at: ${title}`);
}
