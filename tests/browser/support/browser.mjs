// Chromium, and the people who sit before it. Whatever goes wrong in a page fails the test.

import { chromium } from 'playwright-core';
import { PATIENCE } from './wait.mjs';

// No sandbox is to be had as root; the rest keeps Chromium from calling home, which a closed
// network refuses and which no test of ours wants.
const FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `trusted`: the fingerprint of a certificate that is as good as any; passkeys want one without a doubt. */
export function launch({ trusted } = {}) {
  const args = trusted ? [...FLAGS, `--ignore-certificate-errors-spki-list=${trusted}`] : FLAGS;
  return chromium.launch({ executablePath: process.env.ATIENDE_CHROMIUM || '/usr/bin/chromium', args, headless: true });
}

export const WIDTHS = { 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 900 } };
export const THEMES = ['light', 'dark'];

/**
 * One person's browser: `page` to act on, `troubles` to read, `close` at the end.
 * `url` is the application's address, so that paths may be written alone. `anyCertificate`: he meets servers of a test over
 * https, whose authority Chromium does not know.
 */
export async function openVisitor(browser, { url, javaScript = true, theme = 'light', width = 1280, troubles = [], anyCertificate = false } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    ignoreHTTPSErrors: anyCertificate,
    javaScriptEnabled: javaScript,
    colorScheme: theme,
    viewport: WIDTHS[width],
    // The answer to "has this changed?" must not depend on what moves.
    reducedMotion: 'reduce',
    locale: 'es-ES',
    timezoneId: 'Europe/Madrid',
  });
  context.setDefaultTimeout(PATIENCE);
  context.on('page', (page) => listen(page, troubles));
  const page = await context.newPage();
  return { page, context, javaScript, theme, width, troubles, close: () => context.close() };
}

/** Notes page errors, console errors (a CSP violation is one) and parts of pages that did not load. */
function listen(page, troubles) {
  const note = (what) => troubles.push(`${page.url()}: ${what}`);
  page.on('pageerror', (error) => note(`uncaught ${error.stack ?? error}`));
  page.on('console', (message) => {
    // Chromium also reports every 4xx here, a refused form's too; parts that fail are noted below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) note(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    const request = response.request();
    if (response.status() >= 400 && !request.isNavigationRequest()) note(`${response.status()} for ${request.method()} ${request.url()}`);
    if (response.status() >= 500 && request.isNavigationRequest()) note(`${response.status()} for the page itself`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Leaving a page breaks off what it was loading: that is no fault.
    if (!why.includes('ERR_ABORTED')) note(`${why} for ${request.method()} ${request.url()}`);
  });
}

/** Fails if anything went wrong in any page of these visitors. */
export function assertQuiet(...visitors) {
  const troubles = visitors.flatMap((visitor) => visitor.troubles);
  if (troubles.length > 0) throw new Error(`Pages complained:\n${troubles.map((line) => `  ${line}`).join('\n')}`);
}

/** Forgets the complaints that match: the test has provoked them. Without any, something is not as it was meant. */
export function pardon({ troubles }, pattern) {
  const provoked = troubles.filter((trouble) => pattern.test(trouble));
  if (provoked.length === 0) throw new Error(`No complaint matches ${pattern}`);
  troubles.splice(0, troubles.length, ...troubles.filter((trouble) => !provoked.includes(trouble)));
}
