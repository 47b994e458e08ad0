// A desk in use: the school has a room, devices with stickers, guides that help, and María, who is approved.

import { signIn } from './acts.mjs';
import { fill } from './forms.mjs';
import { COMPANY, populate, SCHOOL } from './world.mjs';

export const MARIA = { email: 'maria@ceiplapaz.example', name: 'María Gómez', role: 'requester', organization: SCHOOL.name };

const GUIDES = [
  ['La impresora no imprime', 'Apaga la impresora y espera diez segundos.', '<p>Mira si hay papel atascado.</p>'],
  ['No recuerdo mi contraseña del correo', 'Puedes cambiarla tú desde cualquier ordenador.', '<p>Abre la página del correo.</p>'],
  ['La pizarra no responde al lápiz', 'Cambia la pila del lápiz y calibra.', '<p>Pulsa el botón de calibrar.</p>'],
];

/** The people of every world, and María; devices and guides through the API. */
export async function settleDesk(app) {
  const people = await populate(app);
  people.maria = await app.addPerson(MARIA);
  const call = await app.api(people.elena.email);
  const { items } = await call('GET', '/organizations');
  const id = (name) => items.find((organization) => organization.name === name).id;
  await call('POST', '/assets', { organization: id(SCHOOL.name), tag: 'PIZ-012', kind: 'Pizarra digital' });
  await call('POST', '/assets', { organization: id(SCHOOL.name), tag: 'PIZ-014', kind: 'Pizarra digital' });
  await call('POST', '/assets', { organization: id(COMPANY.name), tag: 'PIZ-900', kind: 'Pizarra de otros' });
  for (const [title, summary, body_html] of GUIDES) await call('POST', '/articles', { title, summary, body_html, visibility: 'public', state: 'published' });
  return people;
}

/** Elena gives the school a room and says that the device is there: what only her pages do. */
export async function putInRoom({ page }, world, room, tag) {
  await signIn({ page }, world.people.elena);
  await page.goto('/admin/centros');
  await page.getByRole('link', { name: SCHOOL.name }).first().click();
  await fill(page, 'Nueva ubicación', room);
  await page.getByRole('button', { name: 'Añadir ubicación' }).click();
  await page.getByRole('status').waitFor();
  await page.goto('/admin/inventario');
  await page.getByRole('link', { name: tag }).first().click();
  await fill(page, 'Ubicación', room);
  await page.getByRole('main').getByRole('button', { name: 'Guardar' }).click();
  await page.getByRole('status').waitFor();
}
