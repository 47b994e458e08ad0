// axe-core on a page: no violation is accepted.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const contrast = { type: 'rule', values: ['color-contrast'] };

/**
 * Gives the violations as readable text, empty when there are none.
 *
 * The script is evaluated over the debugging protocol, which the page's CSP does not govern, so
 * the page is checked under the very policy that its readers get. `colours` alone: for another
 * theme of a page that was checked; a theme changes nothing else.
 */
export async function axe(page, { colours = false } = {}) {
  const runOnly = colours ? contrast : { type: 'tag', values: TAGS };
  const violations = await run(page, runOnly).catch((error) => {
    // A page that waits for something renews itself; the new one has time until its own renewal.
    if (!/context was destroyed/.test(error.message)) throw error;
    return page.waitForLoadState().then(() => run(page, runOnly));
  });
  return violations.map(describe).join('\n');
}

async function run(page, runOnly) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'] }), runOnly);
  return violations;
}

function describe({ id, impact, help, nodes }) {
  const places = nodes.map(({ target, html, failureSummary }) => {
    const why = failureSummary.split('\n').slice(1).map((line) => `        ${line.trim()}`);
    return [`      ${target.flat().join(' ')}   ${html.slice(0, 160)}`, ...why].join('\n');
  });
  return [`    ${id} (${impact}): ${help}`, ...places].join('\n');
}
