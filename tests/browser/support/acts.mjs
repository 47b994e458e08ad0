// What people do again and again, by the names that they read.

import { field, fill } from './forms.mjs';

export const link = (where, name) => where.getByRole('link', { name, exact: typeof name === 'string' });
export const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' });
export const message = (page, text) => page.getByRole('article').filter({ hasText: text });

/** The page's own button; the header may have one of the same name. */
export async function press(page, name) {
  const inside = button(page.getByRole('main'), name);
  await ((await inside.count()) > 0 ? inside : button(page, name)).first().click();
}

/** Waits for words in the page's main part. */
export const says = (page, words) => page.getByRole('main').getByText(words).filter({ visible: true }).first().waitFor();

/** Waits until the form with that field has been left. */
export const gone = (page, name) => field(page, name).first().waitFor({ state: 'detached' });

export const signInLink = (page) => link(page.getByRole('banner'), 'Acceder');

/** Waits until somebody is signed in. */
export const isIn = (page) => signInLink(page).waitFor({ state: 'detached' });

/** Signs in, unless the visitor already is. */
export async function signIn({ page }, { email, password }, { shot = () => {} } = {}) {
  if (page.url() === 'about:blank') await page.goto('/');
  if (!(await signInLink(page).isVisible())) return;
  await signInLink(page).click();
  await fill(page, 'Correo electrónico', email);
  await shot();
  await fill(page, 'Contraseña', password);
  await press(page, 'Acceder');
  await isIn(page);
}

/** Signs out, unless the visitor already is; the button may be in the menu under the person's name. */
export async function signOut({ page }, { name }) {
  if (await signInLink(page).isVisible()) return;
  if (!(await button(page, 'Salir').isVisible())) await page.getByRole('banner').getByText(name).first().click();
  await button(page, 'Salir').click();
  await signInLink(page).waitFor();
}

/** Soporte opens on a press, with and without JavaScript. */
export async function fromSupportMenu(page, entry) {
  const menu = page.getByRole('navigation').getByText('Soporte', { exact: true }).first();
  const inside = page.getByRole('navigation').getByRole('link', { name: entry, exact: true }).first();
  if (!(await inside.isVisible())) await menu.click();
  await inside.click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Writes in the ticket; the button pressed may move it too. */
export async function reply(page, text, { press: name = 'Enviar' } = {}) {
  await fill(page, 'Respuesta', text);
  await button(page.getByRole('main'), name).first().click();
  await message(page, text).waitFor();
}

export async function search(page, words) {
  const box = field(page, 'Buscar');
  if (!(await box.first().isVisible())) await link(page, 'Buscar').first().click();
  await box.first().fill(words);
  await box.first().press('Enter');
  await page.waitForURL((url) => url.searchParams.get('q') === words);
}

/** One white point. */
export const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==', 'base64');
