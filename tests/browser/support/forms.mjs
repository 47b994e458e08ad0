// Filling in forms by the names that people read, whatever control the page has chosen.

/** A control to type into, by its accessible name; one that completes while typing is a combobox. */
export function field(page, name) {
  const roles = ['textbox', 'combobox', 'searchbox'];
  const [first, ...others] = roles.map((role) => page.getByRole(role, { name, exact: true }));
  return others.reduce((all, one) => all.or(one), first);
}

/** Types `value`, or chooses it where the control is a list. */
export async function fill(page, name, value) {
  const control = field(page, name);
  if (await isList(control)) await pick(control, value);
  else await control.fill(value);
}

/** Chooses the option whose words match, in a list or in a group of radio buttons. */
export async function choose(page, name, words) {
  const group = page.getByRole('radiogroup', { name, exact: true }).or(page.getByRole('group', { name, exact: true }));
  const control = field(page, name).or(group);
  await control.waitFor();
  if (await isList(control)) await pick(control, words);
  else await control.getByRole('radio', { name: words }).check();
}

/** Attaches files, each `{ name, mimeType, buffer }`. */
export async function attach(page, name, files) {
  // Playwright gives a file control the role that every browser gives it.
  await page.getByRole('button', { name, exact: true }).setInputFiles(files);
}

const isList = (control) => control.evaluate((element) => element.tagName === 'SELECT');

async function pick(list, words) {
  const options = await list.getByRole('option').allInnerTexts();
  const label = options.find((option) => (words instanceof RegExp ? words.test(option) : option.trim() === words));
  if (label === undefined) throw new Error(`No option ${words} among: ${options.join(' · ')}`);
  await list.selectOption({ label: label.trim() });
}
