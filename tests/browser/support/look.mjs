// What every page must be, whoever sees it: looked at in both themes and both widths.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { axe } from './axe.mjs';
import { openVisitor, THEMES, WIDTHS } from './browser.mjs';

/**
 * Looks at the page that `visitor` has before him and throws all that is wrong with it together.
 *
 * axe needs JavaScript: for a visitor without it, a twin who has it opens the same address with
 * the same cookies. (A page that answers a form has no address of its own; its twin sees the
 * form anew.) With ATIENDE_SHOTS set, screenshots go to ATIENDE_SHOTS/<run>/<step>-<theme>-<width>.png.
 */
export async function look(visitor, step, { run = '.' } = {}) {
  const faults = [];
  const twin = visitor.javaScript ? visitor : await openTwin(visitor);
  try {
    faults.push(...(await skeleton(visitor.page)));
    for (const theme of THEMES) {
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        await show(visitor.page, theme, viewport);
        if (twin !== visitor) await show(twin.page, theme, viewport);
        await shoot(visitor.page, run, `${step}-${theme}-${width}`);
        const overflow = await visitor.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) faults.push(`${theme} ${width}: ${overflow} px wider than the window`);
        const violations = await axe(twin.page, { colours: theme !== THEMES[0] });
        if (violations) faults.push(`${theme} ${width}: axe\n${violations}`);
      }
    }
  } finally {
    if (twin !== visitor) await twin.close();
    await show(visitor.page, visitor.theme, WIDTHS[visitor.width]);
  }
  if (faults.length > 0) throw new Error(`${step} (${visitor.page.url()}):\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}

async function openTwin({ page, context, theme, width, troubles }) {
  // What goes wrong with JavaScript on is a fault of the page all the same: the list is one.
  const twin = await openVisitor(context.browser(), { theme, width, troubles });
  await twin.context.addCookies(await context.cookies());
  await twin.page.goto(page.url());
  return twin;
}

async function show(page, colorScheme, viewport) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(viewport);
}

/** contract.md section 6, "Every page". */
async function skeleton(page) {
  const faults = [];
  if ((await page.locator('html').getAttribute('lang')) !== 'es') faults.push('html has no lang="es"');
  if ((await page.title()).trim() === '') faults.push('no title');
  if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) faults.push('not exactly one h1');
  if ((await page.getByRole('main').count()) !== 1) faults.push('not exactly one main');
  if ((await page.getByRole('navigation').count()) === 0) faults.push('no navigation landmark');
  return faults;
}

/** A screenshot, where ATIENDE_SHOTS names a folder for them. */
export async function shoot(page, run, name) {
  const folder = process.env.ATIENDE_SHOTS;
  if (!folder) return;
  await mkdir(join(folder, run), { recursive: true });
  await page.screenshot({ path: join(folder, run, `${name}.png`), fullPage: true });
}
