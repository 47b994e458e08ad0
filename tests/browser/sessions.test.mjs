// Where one is signed in: seen, ended, told by mail when it is new; who one is, shown again; and seeing as somebody else.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { button, isIn, link, press, says, signIn, signInLink, signOut } from './support/acts.mjs';
import { newPassword } from './support/app.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { settleDesk } from './support/desk.mjs';
import { CLIENT, allow, byButton, configured } from './support/elsewhere.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';
import { Provider } from './support/provider.mjs';
import { linkIn } from './support/sink.mjs';
import { age } from './support/world.mjs';

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
const STRANGER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';
const REASON = 'Dice que no ve su ticket';
const NEW = newPassword();

// Only time makes a proof old; in PostgreSQL a test can be time.
for (const javaScript of [true, false]) {
  describe(`sessions, JavaScript ${javaScript ? 'on' : 'off'}`, { skip: postgresServer() ? false : 'no PostgreSQL' }, () => {
    test('are seen, ended, and proved', { timeout: 300_000 }, (t) =>
      tell(t, { engine: 'postgres', javaScript, env: { ATIENDE_RATE_LIMITS__LOGIN: '1000/min' }, settle: settleDesk }, ['office', 'phone', 'stranger', 'elena'], [
        ['María signs in at the office and on her phone, and is told of the second', twoDevices],
        ['she sees both and ends one', endOne],
        ['she ends all the others', endOthers],
        ['somebody else signs in, and she says that it was not her', notMe],
        ['she chooses another password by the link', chooseAgain],
        ['she changes it, and only this session goes on', changePassword],
        ['Elena’s proof has become old: her form waits for the new one and is saved', proveAgain],
        ['a page behind the proof', askedByAddress],
        ['Elena sees as María, for a reason', lookOn],
        ['her hands are tied meanwhile', handsTied],
        ['she is herself again, and the history knows both', stopLooking],
        ['María sees who saw her account', seen],
        ['Elena ends María’s sessions', endTheirs],
      ]),
    );
  });
}

const LABEL = 'la cuenta de la empresa';
const ELENA_THERE = { sub: 'elena', name: 'Elena Ortiz', email: 'elena@soporte.example', email_verified: true };

describe('who one is, shown by an account elsewhere', { skip: postgresServer() ? false : 'no PostgreSQL' }, () => {
  let provider;
  before(async () => {
    provider = await Provider.start({ accounts: [ELENA_THERE, { sub: 'otra', name: 'Otra Persona' }], host: 'localhost' });
  });
  after(() => provider.stop());

  test('the provider asks again, in another tab', { timeout: 300_000 }, (t) => {
    const env = { ATIENDE_RATE_LIMITS__LOGIN: '1000/min', ...configured('empresa', provider.issuer, LABEL) };
    const settle = async (app) => {
      await provider.setClient({ ...CLIENT, redirect_uris: [`${app.url}/auth/empresa/callback`] });
      return settleDesk(app);
    };
    return tell(t, { engine: 'postgres', env, settle }, ['elena'], [
      ['Elena adds her account elsewhere, and comes in by it', addAndEnter],
      ['her form waits while the provider asks who she is', proveElsewhere],
      ['somebody else’s account there proves nothing', proveWrong],
    ]);
  });
});

async function addAndEnter(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await age(world);
  await page.goto('/cuenta');
  await link(page, `Añadir ${LABEL}`).click();
  await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
  await fill(page, 'Contraseña', world.people.elena.password);
  await press(page, 'Confirmar y seguir');
  await link(page, `Añadir ${LABEL}`).click();
  await allow(elena, ELENA_THERE.name);
  await button(page, `Quitar ${LABEL}`).waitFor();
  await signOut(elena, world.people.elena);
  await byButton(elena, LABEL);
  await isIn(page);
}

/** Pedro’s page, with a change that wants a proof, sent with an old one. */
async function sendOld(world, page, phone) {
  await page.goto('/admin/personas');
  await link(page, /Pedro Sanz/).first().click();
  await page.getByRole('heading', { name: 'Pedro Sanz', level: 1 }).waitFor();
  await age(world);
  await fill(page, 'Teléfono', phone);
  await fill(page, 'Papel', 'Técnico');
  await press(page, 'Guardar');
  await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
}

const inAnotherTab = async (page, context) => {
  const opened = context.waitForEvent('page');
  await link(page, new RegExp(`^Continuar con ${LABEL}`)).click();
  return opened;
};

async function proveElsewhere(world, { elena }) {
  const { page, context } = elena;
  await sendOld(world, page, '600 456 456');
  await look(elena, 'sessions-20-prove-elsewhere', world);
  await press(page, 'Ya lo he confirmado');
  await page.getByRole('alert').first().getByText('Todavía no lo has confirmado').waitFor();
  const tab = await inAnotherTab(page, context);
  await button(tab, ELENA_THERE.name).click();
  await tab.getByRole('heading', { name: 'Confirmado' }).waitFor();
  await look({ ...elena, page: tab }, 'sessions-21-proved', world);
  await tab.close();
  await press(page, 'Ya lo he confirmado');
  await says(page, 'Guardado');
  assert.equal(await field(page, 'Teléfono').inputValue(), '600 456 456');
  assertQuiet(elena);
}

async function proveWrong(world, { elena }) {
  const { page, context } = elena;
  await page.goto('/admin/personas');
  await link(page, /Luis Prado/).first().click();
  await page.getByRole('heading', { name: 'Luis Prado', level: 1 }).waitFor();
  await age(world);
  await page.getByRole('checkbox', { name: 'Cuenta desactivada: no puede entrar' }).check();
  await press(page, 'Guardar');
  await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
  const tab = await inAnotherTab(page, context);
  await button(tab, 'Otra Persona').click();
  await button(tab, 'Permitir').click();
  await tab.getByRole('heading', { name: 'No lo hemos podido confirmar' }).waitFor();
  await look({ ...elena, page: tab }, 'sessions-22-wrong-account', world);
  await tab.close();
  await press(page, 'Ya lo he confirmado');
  await page.getByRole('alert').first().getByText('Todavía no lo has confirmado').waitFor();
}

const sessions = (page) => page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Cerrar / }) });

async function calls({ context }, userAgent) {
  await context.setExtraHTTPHeaders({ 'user-agent': userAgent });
}

async function twoDevices(world, { office, phone }) {
  const { maria } = world.people;
  await signIn(office, maria);
  await calls(phone, PHONE);
  await signIn(phone, maria);
  const mail = await world.sink.mailTo(maria.email, /navegador nuevo/);
  assert.match(mail.text, /Safari en iPhone/);
  assert.match(mail.text, /127\.0\.0\.1/);
  assert.equal(world.sink.allTo(maria.email).length, 1, 'the first sign-in of all is not told');
}

async function endOne(world, { office, phone }) {
  const { page } = office;
  await page.goto('/cuenta');
  await look(office, 'sessions-01-account', world);
  await link(page, 'Ver mis sesiones').click();
  await page.getByRole('heading', { name: 'Sesiones abiertas', level: 1 }).waitFor();
  assert.equal(await sessions(page).count(), 2);
  assert.match(await sessions(page).first().innerText(), /Chrome en Linux[^]*Esta sesión/);
  await look(office, 'sessions-02-list', world);
  await sessions(page).filter({ hasText: 'Safari en iPhone' }).getByRole('button').click();
  await says(page, 'Sesión cerrada');
  assert.equal(await sessions(page).count(), 1);
  await phone.page.goto('/cuenta');
  await signInLink(phone.page).waitFor();
  assertQuiet(office, phone);
}

async function endOthers(world, { office, phone }) {
  await signIn(phone, world.people.maria);
  const { page } = office;
  await page.goto('/cuenta/sesiones');
  await press(page, 'Cerrar todas las demás');
  await says(page, 'Hemos cerrado todas tus demás sesiones');
  await phone.page.goto('/cuenta');
  await signInLink(phone.page).waitFor();
  assert.equal(world.sink.allTo(world.people.maria.email).length, 1, 'the phone is known by now');
}

async function notMe(world, { office, phone, stranger }) {
  const { maria } = world.people;
  await calls(stranger, STRANGER);
  await signIn(stranger, maria);
  const mail = await world.sink.mailTo(maria.email, /Firefox en Windows/);
  const { page } = phone;
  await page.goto(linkIn(mail, world.url, /\/no-he-sido-yo\//));
  await page.getByRole('heading', { name: '¿No has sido tú?' }).waitFor();
  await look(phone, 'sessions-03-not-me', world);
  await stranger.page.goto('/cuenta');
  assert.ok(!(await signInLink(stranger.page).isVisible()), 'opening the link changes nothing: scanners do');
  await press(page, 'No he sido yo: cerrar mi cuenta');
  await page.getByRole('heading', { name: 'Tu cuenta está cerrada a todo el mundo' }).waitFor();
  // Without JavaScript the twin would open the used link anew, and see what comes next.
  if (phone.javaScript) await look(phone, 'sessions-04-closed', world);
  for (const visitor of [office, stranger]) {
    await visitor.page.goto('/cuenta');
    await signInLink(visitor.page).waitFor();
  }
  await page.goto(linkIn(mail, world.url, /\/no-he-sido-yo\//));
  await says(page, 'Este enlace ya no vale');
  await look(phone, 'sessions-05-used-link', world);
}

async function chooseAgain(world, { office }) {
  const { maria } = world.people;
  const { page } = office;
  await page.goto('/acceder');
  await fill(page, 'Correo electrónico', maria.email);
  await fill(page, 'Contraseña', maria.password);
  await press(page, 'Acceder');
  await page.getByRole('alert').first().getByText('no son correctos').waitFor();
  const mail = await world.sink.mailTo(maria.email, /otra contraseña/);
  await page.goto(linkIn(mail, world.url, /\/recuperar\//));
  maria.password = newPassword();
  await fill(page, 'Contraseña', maria.password);
  await press(page, 'Guardar');
  await signIn(office, maria);
}

async function changePassword(world, { office, phone }) {
  const { maria } = world.people;
  await signIn(phone, maria);
  const { page, context } = office;
  const session = async () => (await context.cookies()).find((cookie) => cookie.name === 'session').value;
  const before = await session();
  await page.goto('/cuenta');
  await fill(page, 'Contraseña actual', maria.password);
  await fill(page, 'Contraseña nueva', NEW);
  await press(page, 'Cambiar la contraseña');
  await says(page, 'Contraseña cambiada. Hemos cerrado tus demás sesiones.');
  assert.notEqual(await session(), before);
  maria.password = NEW;
  await phone.page.goto('/cuenta');
  await signInLink(phone.page).waitFor();
}

async function proveAgain(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  await page.goto('/admin/personas');
  await link(page, /Pedro Sanz/).first().click();
  await page.getByRole('heading', { name: 'Pedro Sanz', level: 1 }).waitFor();
  await age(world);
  await fill(page, 'Teléfono', '600 123 123');
  await fill(page, 'Papel', 'Técnico');
  await press(page, 'Guardar');
  await page.getByRole('heading', { name: 'Confirma que eres tú' }).waitFor();
  await look(elena, 'sessions-06-prove', world);
  await fill(page, 'Contraseña', newPassword());
  await press(page, 'Confirmar y seguir');
  await page.getByRole('alert').first().getByText('La contraseña no es correcta').waitFor();
  await look(elena, 'sessions-07-prove-wrong', world);
  await fill(page, 'Contraseña', world.people.elena.password);
  await field(page, 'Contraseña').press('Enter');
  await says(page, 'Guardado');
  await page.getByRole('heading', { name: 'Pedro Sanz', level: 1 }).waitFor();
  assert.equal(await field(page, 'Teléfono').inputValue(), '600 123 123', 'what was typed survived');
  assert.equal(await field(page, 'Papel').inputValue(), 'technician');
  assertQuiet(elena);
}

async function askedByAddress(world, { elena }) {
  const { page } = elena;
  await age(world);
  await page.goto('/confirmar?volver=/admin/historial');
  await fill(page, 'Contraseña', world.people.elena.password);
  await press(page, 'Confirmar y seguir');
  await page.waitForURL('**/admin/historial');
  await says(page, 'confirmó quién es');
}

async function lookOn(world, { elena }) {
  const { page } = elena;
  const { maria } = world.people;
  await page.goto('/admin/personas?q=Gómez');
  await link(page, new RegExp(maria.name)).first().click();
  await look(elena, 'sessions-08-person', world);
  await press(page, 'Ver como esta persona');
  await page.getByRole('alert').first().getByText('Escribe el motivo').waitFor();
  // The form's address has no page of its own for the twin to open.
  if (elena.javaScript) await look(elena, 'sessions-09-reason-missing', world);
  await age(world);
  await fill(page, 'Motivo', REASON);
  await press(page, 'Ver como esta persona');
  await fill(page, 'Contraseña', world.people.elena.password);
  await press(page, 'Confirmar y seguir');
  await page.waitForURL('**/soporte/mis-tickets');
  await page.getByRole('region', { name: 'Estás viendo como otra persona' }).getByText(`Estás viendo el servicio como ${maria.name}`).waitFor();
  await look(elena, 'sessions-10-looking-on', world);
  const mail = await world.sink.mailTo(maria.email, /está viendo tu cuenta/);
  assert.match(mail.text, new RegExp(REASON));
  assertQuiet(elena);
}

async function handsTied(world, { elena }) {
  const { page } = elena;
  for (const path of ['/cuenta/sesiones', '/confirmar?volver=/']) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 403, path);
    await page.getByRole('region', { name: 'Estás viendo como otra persona' }).waitFor();
  }
  await page.goto('/soporte/abrir');
  await look(elena, 'sessions-11-looking-on-form', world);
  const answer = await page.goto('/admin');
  assert.equal(answer.status(), 403, 'who looks on may no more than whom they look on as');
}

async function stopLooking(world, { elena }) {
  const { page } = elena;
  const { maria } = world.people;
  await page.goto('/');
  await button(page, `Dejar de ver como ${maria.name}`).click();
  await page.getByRole('heading', { name: maria.name, level: 1 }).waitFor();
  await says(page, 'Vuelves a ser tú');
  assert.equal(await page.getByRole('region', { name: 'Estás viendo como otra persona' }).count(), 0);
  await page.goto('/admin/historial?tipo=person');
  await says(page, `Elena Ortiz, como ${maria.name}`);
  await says(page, REASON);
  await look(elena, 'sessions-12-history', world);
  assertQuiet(elena);
}

async function seen(world, { office }) {
  const { page } = office;
  await page.goto('/cuenta/sesiones');
  await says(page, /Elena Ortiz \(soporte\) entró como tú el/);
  await says(page, REASON);
  await look(office, 'sessions-13-seen', world);
}

async function endTheirs(world, { office, elena }) {
  const { page } = elena;
  const { maria } = world.people;
  await page.goto('/admin/personas?q=Gómez');
  await link(page, new RegExp(maria.name)).first().click();
  await press(page, 'Cerrar todas');
  await says(page, 'Hemos cerrado todas sus sesiones');
  await says(page, 'No tiene ninguna sesión abierta');
  await office.page.goto('/cuenta');
  await signInLink(office.page).waitFor();
  await page.goto('/cuenta/sesiones');
  await press(page, 'Cerrar todas, también esta');
  await signInLink(page).waitFor();
  assertQuiet(office, elena);
}
