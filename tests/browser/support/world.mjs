// What a story starts from: a server with its mail sink, two clients, and the people who were
// there before the story begins.

import { startApp } from './app.mjs';
import { launch, openVisitor } from './browser.mjs';
import { createDatabase } from './postgres.mjs';
import { startSink } from './sink.mjs';
import { PROXIES } from './tls.mjs';

export const SCHOOL = { name: 'CEIP La Paz', kind: 'school', domains: ['ceiplapaz.example'] };
export const COMPANY = { name: 'Talleres Duero', kind: 'company', domains: ['talleresduero.example'] };

const PEOPLE = {
  elena: { email: 'elena@soporte.example', name: 'Elena Ortiz', role: 'admin' },
  luis: { email: 'luis@soporte.example', name: 'Luis Prado', role: 'technician' },
  carmen: { email: 'carmen@ceiplapaz.example', name: 'Carmen Ruiz', role: 'requester', organization: SCHOOL.name, coordinator: true },
  pedro: { email: 'pedro@talleresduero.example', name: 'Pedro Sanz', role: 'requester', organization: COMPANY.name },
};

/**
 * `engine`: sqlite or postgres. `env`: more settings of the server. `settle`: who lives there, and
 * nobody if it gives no people. `anyCertificate`: see openVisitor(). `front`: a TlsProxy through which people come. The
 * world's `close` ends everything that it started.
 */
export async function openWorld({ engine = 'sqlite', javaScript, env, host, front, settle = populate, anyCertificate }) {
  const closers = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const sink = await startSink();
    closers.push(() => sink.stop());
    const database = engine === 'postgres' ? await createDatabase() : undefined;
    if (database) closers.push(database.drop);
    const behind = front && { ATIENDE_PUBLIC_URL: front.url, ATIENDE_TRUSTED_PROXIES: PROXIES };
    const app = await startApp({ databaseUrl: database?.url, smtpUrl: sink.url, env: { ...env, ...behind }, host });
    closers.push(() => app.stop());
    front?.passTo(app.url);
    const url = front?.url ?? app.url;
    const people = await settle(app);
    const browser = await launch({ trusted: front?.fingerprint });
    closers.push(() => browser.close());
    const visit = (options = {}) => openVisitor(browser, { url, javaScript, anyCertificate, ...options });
    return { app, sink, people, visit, database, url, run: `${engine}-${javaScript ? 'js' : 'nojs'}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The administrator first, by the terminal; the clients through the API; then those who need a client. */
export async function populate(app) {
  const people = { elena: await app.addPerson(PEOPLE.elena) };
  const call = await app.api(people.elena.email);
  await call('POST', '/organizations', SCHOOL);
  await call('POST', '/organizations', COMPANY);
  for (const who of ['luis', 'carmen', 'pedro']) people[who] = await app.addPerson(PEOPLE[who]);
  return people;
}

/** Whatever anybody has proved was too long ago. Only in PostgreSQL can a test be time. */
export const age = (world) => world.database.run('UPDATE sessions SET proved_at = proved_at - 16 * 60 * 1000000::BIGINT');
