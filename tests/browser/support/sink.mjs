// An SMTP server that takes every mail and lets the tests read it.

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { PATIENCE, until } from './wait.mjs';

export async function startSink() {
  const sink = new Sink();
  await sink.listen();
  return sink;
}

class Sink {
  #server;
  #taken = new Set();

  /** Every mail so far: mailparser's object, and the recipients of its envelope as `envelope`. */
  mails = [];

  constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      logger: false,
      onData: (stream, session, done) => {
        simpleParser(stream).then((mail) => {
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push(Object.assign(mail, { envelope: { from: mailFrom.address ?? '', to: rcptTo.map((to) => to.address.toLowerCase()) } }));
          done();
        }, done);
      },
    });
    // A client that hangs up in the middle is the client's affair.
    this.#server.on('error', () => {});
  }

  async listen() {
    await new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.url = `smtp://127.0.0.1:${this.#server.server.address().port}?tls=none`;
  }

  /** Everything that went to one address, oldest first. */
  allTo(address) {
    return this.mails.filter((mail) => mail.envelope.to.includes(address.toLowerCase()));
  }

  /**
   * The oldest mail to `address` whose subject or text matches and that was not handed out before;
   * waits for it.
   */
  mailTo(address, pattern = /(?:)/, { timeout = PATIENCE } = {}) {
    return until(
      () => {
        const found = this.allTo(address).find((mail) => !this.#taken.has(mail) && pattern.test(`${mail.subject}\n${mail.text ?? ''}`));
        if (found) this.#taken.add(found);
        return found;
      },
      () => `No mail to ${address} matching ${pattern}. Mails so far:\n${this.#list()}`,
      { timeout },
    );
  }

  #list() {
    const line = (mail) => `  ${this.#taken.has(mail) ? 'read' : 'new '} ${mail.envelope.to.join(', ')}: ${mail.subject}`;
    return this.mails.map(line).join('\n') || '  none';
  }

  async stop() {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The first link of a mail that leads into the application at `url`. */
export function linkIn(mail, url, pattern = /(?:)/) {
  const links = (mail.text ?? '').match(/https?:\/\/[^\s<>()"\]]+/g) ?? [];
  const found = links.find((link) => link.startsWith(`${url}/`) && pattern.test(link));
  if (!found) throw new Error(`No link to ${url} matching ${pattern} in the mail "${mail.subject}":\n${mail.text}`);
  return found;
}
