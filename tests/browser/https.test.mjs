// The desk behind a proxy that ends TLS, as it is run in life: what cookies, providers, passkeys and links are there.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { button, isIn, link, press, says, signIn, signInLink, signOut } from './support/acts.mjs';
import { Apple } from './support/apple.mjs';
import { assertQuiet } from './support/browser.mjs';
import { tell } from './support/chapters.mjs';
import { MARIA } from './support/desk.mjs';
import { addDevice } from './support/factors.mjs';
import * as elsewhere from './support/elsewhere.mjs';
import { CLIENT, allow, configured, configuredApple, isFilled } from './support/elsewhere.mjs';
import { field, fill } from './support/forms.mjs';
import { look } from './support/look.mjs';
import { postgresServer } from './support/postgres.mjs';
import { Provider } from './support/provider.mjs';
import { linkIn } from './support/sink.mjs';
import { TlsProxy } from './support/tls.mjs';
import { age, populate } from './support/world.mjs';

const SESSION = '__Host-session';
const LABEL = 'la cuenta del colegio';
const NORA = { sub: 'nora', name: 'Nora Pons', email: 'nora@ceiplapaz.example', email_verified: true };
const IRIS = { sub: '000123.abc.0042', first: 'Iris', last: 'Mora', email: 'x7k2@privaterelay.example' };

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const APPLE = { client_id: 'es.example.soporte', team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };

describe('over https', { skip: postgresServer() ? false : 'no PostgreSQL' }, () => {
  let front;
  let forged;
  let provider;
  let apple;
  before(async () => {
    front = await TlsProxy.start('localhost');
    // The desk is another site than they are, by its name and by its scheme: SameSite is what it is in life.
    provider = await Provider.start({ accounts: [NORA], host: '127.0.0.1' });
    apple = await Apple.start({ client: APPLE, accounts: [IRIS], host: '127.0.0.1' });
    // The same provider behind a certificate that nobody has signed.
    forged = await TlsProxy.start('localhost');
    forged.passTo(provider.issuer);
  });
  after(() => Promise.all([front, forged, provider, apple].map((server) => server?.stop())));

  test('people enter, prove who they are and leave', { timeout: 300_000 }, (t) => {
    const env = {
      ATIENDE_RATE_LIMITS__LOGIN: '1000/min',
      ...configured('colegio', provider.issuer, LABEL),
      ...configured('falso', forged.url, 'falso'),
      ...configuredApple(apple.issuer, APPLE),
    };
    const settle = async (app) => {
      await provider.setClient({ ...CLIENT, redirect_uris: [`${front.url}/auth/colegio/callback`] });
      apple.setRedirect(`${front.url}/auth/apple/callback`);
      return { ...(await populate(app)), maria: await app.addPerson(MARIA) };
    };
    const told = (act) => (world, visitors) => act(world, visitors, { front, apple });
    return tell(t, { engine: 'postgres', javaScript: true, env, settle, front }, ['maria', 'nora', 'iris', 'elena', 'other'], [
      ['María’s session is in a cookie that no other site and no plain page can set or see', oneCookie],
      ['when she leaves it is gone, and what it held opens nothing', told(leave)],
      ['browsers are told to come by https alone', told(byHttpsAlone)],
      ['the record has her address, not the proxy’s', address],
      ['Nora enters by her school’s provider, and comes back without a question', roundTrip],
      ['Iris enters with Apple, whose form comes from another site', byForm],
      ['a form of another site opens nothing', told(stray)],
      ['a provider with a certificate that nobody signed is not believed', notBelieved],
      ['María makes a passkey and enters with it', passkey],
      ['Elena shows once more who she is, and sees as María', lookOn],
      ['links in mails lead here, whatever a request says of its host', told(poisoned)],
      ['no cookie of all these was for anything but https', told(everyCookie)],
    ]);
  });
});

const jar = async ({ context }, url) => Object.fromEntries((await context.cookies(url)).map((cookie) => [cookie.name, cookie]));

async function oneCookie(world, { maria }) {
  await signIn(maria, world.people.maria);
  const { [SESSION]: session, ...others } = await jar(maria, world.url);
  const { secure, httpOnly, sameSite, path, domain } = session;
  assert.deepEqual({ secure, httpOnly, sameSite, path, domain }, { secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
  for (const cookie of Object.values(others)) assert.ok(cookie.secure, `${cookie.name} goes over plain http, too`);
  assert.equal(others.session, undefined);
  assert.ok(!(await maria.page.evaluate(() => document.cookie)).includes('session'));
  await maria.page.goto('/cuenta');
  await look(maria, 'https-01-own', world);
  assertQuiet(maria);
}

async function leave(world, { maria }, { front }) {
  const { [SESSION]: before } = await jar(maria, world.url);
  await maria.page.goto('/');
  await signOut(maria, MARIA);
  const { [SESSION]: left } = await jar(maria, world.url);
  assert.equal(left, undefined, 'the browser still keeps the cookie');
  const { status, headers } = await front.ask('/cuenta', { headers: { cookie: `${SESSION}=${before.value}` } });
  assert.equal(status, 303);
  assert.match(headers.location, /^\/acceder/);
  // The name that the cookie has without https opens nothing here, whatever it holds.
  await signIn(maria, world.people.maria);
  const { [SESSION]: now } = await jar(maria, world.url);
  assert.notEqual(now.value, before.value, 'each sign-in has a value of its own');
  const plain = await front.ask('/cuenta', { headers: { cookie: `session=${now.value}` } });
  assert.equal(plain.status, 303);
}

async function byHttpsAlone(world, visitors, { front }) {
  for (const path of ['/', '/acceder', '/nada', '/healthz']) {
    const { headers } = await front.ask(path);
    const [, age] = /max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '') ?? [];
    assert.ok(Number(age) >= 31_536_000, `${path}: ${headers['strict-transport-security']}`);
  }
}

async function address(world) {
  const call = await world.app.api(world.people.elena.email);
  const { items } = await call('GET', '/audit?limit=50');
  const ips = items.filter(({ action }) => /sign(ed)?_in/.test(action)).map(({ ip }) => ip);
  assert.ok(ips.length >= 2 && ips.every((ip) => ip.startsWith('203.0.113.9')), JSON.stringify(items));
}

async function finishAccount(page, told) {
  await isFilled(page, told);
  await fill(page, 'Empresa / Centro', 'CEIP La Paz');
  await press(page, 'Crear cuenta');
  await page.waitForURL('**/espera');
}

async function roundTrip(world, { nora }) {
  const { page } = nora;
  await elsewhere.byButton(nora, LABEL, '/crear-cuenta');
  await allow(nora, NORA.name);
  await finishAccount(page, NORA);
  await elsewhere.comeBack(world, nora, NORA, { label: LABEL });
  assertQuiet(nora);
}

async function byForm(world, { iris }) {
  const { page } = iris;
  await elsewhere.byButton(iris, 'Apple', '/crear-cuenta');
  await button(page, `${IRIS.first} ${IRIS.last}`).click();
  const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url().startsWith(`${world.url}/auth/apple/callback`));
  await button(page, 'Permitir').click();
  const sent = await (await posted).allHeaders();
  assert.equal(sent['sec-fetch-site'], 'cross-site');
  assert.equal(sent.cookie, undefined, 'SameSite keeps them at home');
  await finishAccount(page, { name: `${IRIS.first} ${IRIS.last}`, email: IRIS.email });
  assert.ok(!('told' in (await jar(iris, world.url))), 'the name was for one step');
  assertQuiet(iris);
}

async function stray(world, { other }, { front, apple }) {
  const { page } = other;
  await page.goto(`${apple.issuer}/auth/keys`);
  await page.setContent(`<form method="post" action="${front.url}/auth/apple/callback"><input name="code" value="stolen"><input name="state" value="guessed"><button>Ir</button></form>`);
  await button(page, 'Ir').click();
  await says(page, /caducado/);
  for (const path of ['/acceder', '/logout', '/cuenta']) {
    const headers = { origin: 'https://localhost.evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await front.ask(path, { method: 'POST', headers, body: 'email=a' })).status, 403, path);
  }
  await page.goto('/');
  assert.ok(await signInLink(page).isVisible());
}

async function notBelieved(world, { other }) {
  const { page } = other;
  await elsewhere.byButton(other, 'falso');
  await says(page, /no responde falso/);
  await look(other, 'https-02-not-believed', world);
  const line = world.app.log().split('\n').find((text) => text.includes('sign-in refused') && text.includes('falso'));
  assert.match(line ?? '', /certificate|UnknownIssuer/i, world.app.log());
}

async function passkey(world, { maria }) {
  const { page } = maria;
  const device = await addDevice(maria);
  await page.goto('/cuenta/seguridad');
  await link(page, 'Añadir una llave de acceso').click();
  await fill(page, 'Nombre de la llave', 'Móvil de María');
  await press(page, 'Continuar');
  await press(page, 'Crear la llave');
  await link(page, 'Ya los he guardado').click();
  await says(page, 'Móvil de María');
  const [key] = await device.keys();
  assert.equal(key.rpId, 'localhost');
  await device.touch(false);
  await signOut(maria, MARIA);
  await page.goto('/acceder');
  await device.touch(true);
  // The field of the address offers it too, and Chromium's device may answer that first.
  await Promise.any([isIn(page), press(page, 'Entrar con una llave de acceso').then(() => isIn(page))]);
  assert.ok((await jar(maria, world.url))[SESSION].secure);
  assertQuiet(maria);
}

async function lookOn(world, { elena }) {
  const { page } = elena;
  await signIn(elena, world.people.elena);
  const { [SESSION]: first } = await jar(elena, world.url);
  await age(world);
  await page.goto('/confirmar?volver=/admin/personas');
  await fill(page, 'Contraseña', world.people.elena.password);
  await press(page, 'Confirmar y seguir');
  await page.waitForURL('**/admin/personas');
  await page.goto('/admin/personas?q=Gómez');
  await link(page, new RegExp(MARIA.name)).first().click();
  await fill(page, 'Motivo', 'No ve su ticket');
  await press(page, 'Ver como esta persona');
  await page.waitForURL('**/soporte/mis-tickets');
  const banner = page.getByRole('region', { name: 'Estás viendo como otra persona' });
  await banner.waitFor();
  const { [SESSION]: meanwhile } = await jar(elena, world.url);
  assert.ok(meanwhile.secure && meanwhile.httpOnly && meanwhile.value !== first.value);
  await button(page, `Dejar de ver como ${MARIA.name}`).click();
  await says(page, 'Vuelves a ser tú');
  assert.equal(await banner.count(), 0);
  await signOut(elena, world.people.elena);
  assert.equal((await jar(elena, world.url))[SESSION], undefined, 'the browser still keeps the cookie');
  assertQuiet(elena);
}

async function poisoned(world, { other }, { front }) {
  const body = new URLSearchParams({ email: MARIA.email }).toString();
  const evil = ['evil.example', 'localhost@evil.example', `${new URL(front.url).host}.evil.example`];
  for (const host of evil) {
    const headers = { host, 'x-forwarded-host': host, forwarded: `host=${host};proto=http`, 'content-type': 'application/x-www-form-urlencoded' };
    const { status, headers: answered, text } = await front.ask('/recuperar', { method: 'POST', headers, body });
    assert.ok(status < 500 && !`${text}${JSON.stringify(answered)}`.includes('evil'), `${host}: ${status}`);
  }
  await other.page.goto('/recuperar');
  // Each request makes the link before it worth nothing: so it is somebody else's.
  const { carmen } = world.people;
  await fill(other.page, 'Correo electrónico', carmen.email);
  await press(other.page, 'Enviar');
  const mail = await world.sink.mailTo(carmen.email, /\/recuperar\//);
  await world.sink.mailTo(MARIA.email, /\/recuperar\//);
  for (const { text } of world.sink.allTo(MARIA.email)) assert.ok(!text.includes('evil') && !text.includes(world.app.url), text);
  const there = linkIn(mail, world.url, /\/recuperar\//);
  await other.page.goto(there);
  await field(other.page, 'Contraseña').first().waitFor();
}

async function everyCookie(world, visitors, { front: { cookies } }) {
  const names = new Set(cookies.map((cookie) => cookie.split('=')[0]));
  for (const name of [SESSION, 'elsewhere', 'proved', 'told']) assert.ok(names.has(name), `${name} was never set: ${[...names]}`);
  const wrong = cookies.filter((cookie) => !/; Secure(;|$)/i.test(cookie) || !/; SameSite=(Lax|Strict)(;|$)/i.test(cookie));
  assert.deepEqual([...new Set(wrong.map((cookie) => cookie.replace(/=[^;]+/, '=..')))], []);
}
