// Somebody who has no mouse: goes from control to control with Tab, and sees where the focus is.

import assert from 'node:assert/strict';

/** Far more stops than any page of ours has before what one looks for. */
const STOPS = 60;

/** Presses Tab until the focus is on `target`; every stop on the way must be visible. Gives the number of presses. */
export async function tabTo(page, target, { key = 'Tab' } = {}) {
  await target.waitFor();
  for (let presses = 1; presses <= STOPS; presses += 1) {
    await page.keyboard.press(key);
    await assertVisibleFocus(page);
    if (await hasFocus(target)) return presses;
  }
  throw new Error(`${target} was not reached with ${STOPS} times ${key} on ${page.url()}`);
}

/** Goes to `target` and presses Enter. */
export async function enterOn(page, target) {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Goes to a control and types in it. */
export async function typeIn(page, target, text) {
  await tabTo(page, target);
  await page.keyboard.insertText(text);
}

export const hasFocus = (target) => target.evaluate((element) => element === document.activeElement);

async function assertVisibleFocus(page) {
  const seen = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing has the focus';
    // A row draws the ring around itself, a tile and the segments of a switch on their label.
    const places = [[element], [element, '::after'], ...[...(element.labels ?? [])].map((label) => [label])];
    const drawn = places.some((place) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(...place);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    const box = element.getBoundingClientRect();
    const inWindow = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const what = `${element.outerHTML.slice(0, 120)}`;
    if (!inWindow) return `out of sight: ${what}`;
    return drawn ? '' : `no ring: ${what}`;
  });
  assert.equal(seen, '', page.url());
}
