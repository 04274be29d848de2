import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { mailErrorOf } from './mailError.ts';
import { readSmtpUrl, type SmtpServer } from './smtpServer.ts';

export interface MailConfig {
  /** `smtps://` or `smtp://`, with credentials. */
  readonly smtpUrl: string;
  /** `herald@example.com`, or with a name: `Herald <herald@example.com>`. */
  readonly from: string;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for the same mail: becomes the Message-ID, by which mail systems know a copy. Letters, digits and `/_-.`. */
  readonly id?: string;
}

export interface Mailer {
  /** Resolves when the server has taken the mail; rejects with a `MailError`. */
  send(mail: Mail): Promise<void>;
  /** Breaks off what is under way. */
  close(): void;
}

/** In milliseconds. */
export interface MailLimits {
  /** From the first packet to the server's greeting, twice: connecting, then greeting. */
  readonly connectMs: number;
  /** For one answer. */
  readonly answerMs: number;
  /** For a whole mail. */
  readonly mailMs: number;
}

/** A mail is done or given up within this, whatever the server does. */
export const MAIL_LIMITS: MailLimits = { connectMs: 5_000, answerMs: 10_000, mailMs: 30_000 };

/**
 * Mails over SMTP, a connection for each. A certificate is always verified; `ca` (PEM) is trusted besides the usual ones.
 * @throws TypeError when the address in `config` is none
 */
export function mailer(config: MailConfig, options: { limits?: MailLimits; ca?: string } = {}): Mailer {
  const { limits = MAIL_LIMITS, ca } = options;
  const server = readSmtpUrl(config.smtpUrl);
  if (server === null) throw new TypeError('smtpUrl: wanted an smtps:// or smtp:// address');
  const closing = new AbortController();
  return {
    async send(mail) {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(limits.mailMs)]);
      const connection = new SMTPConnection(connectionOptions(server, limits, ca));
      const progress = { written: false };
      try {
        const letter = { ...(await composed(mail, config.from)), progress };
        await Promise.race([brokenOff(connection, signal), dialogue(connection, server, letter)]);
      } catch (error) {
        throw mailErrorOf(error, progress.written);
      } finally {
        connection.close();
      }
    },
    close: () => closing.abort(),
  };
}

function connectionOptions({ host, port, secure, requireTls }: SmtpServer, limits: MailLimits, ca: string | undefined) {
  return {
    host,
    port,
    secure,
    requireTLS: requireTls,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    dnsTimeout: limits.connectMs,
    socketTimeout: limits.answerMs,
    socketCloseTimeout: 0,
    ...(ca !== undefined && { tls: { ca } }),
  };
}

interface Letter {
  readonly envelope: { readonly from: string | false; readonly to: string[] };
  readonly content: Buffer;
  /** `written` becomes true when the server has asked for the mail and the first byte goes out. */
  readonly progress: { written: boolean };
}

async function dialogue(connection: SMTPConnection, { auth }: SmtpServer, letter: Letter): Promise<void> {
  await done((callback) => connection.connect(callback));
  // Also where the server doesn't offer it: whoever gave credentials doesn't want to go without.
  if (auth !== null) await done((callback) => connection.login({ ...auth }, callback));
  await done((callback) => connection.send({ ...letter.envelope }, Readable.from(read(letter)), callback));
}

/** Read only after the server's go-ahead. */
async function* read({ content, progress }: Letter): AsyncGenerator<Buffer> {
  progress.written = true;
  yield content;
}

const done = (start: (callback: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));

/** Rejects when the connection fails, or the signal says so. */
const brokenOff = (connection: SMTPConnection, signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    // Stays for good: a connection that is being closed may fail once more.
    connection.on('error', reject);
    const giveUp = (): void => reject(Object.assign(new Error('given up'), { code: codeOf(signal) }));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });

const codeOf = (signal: AbortSignal): string =>
  signal.reason instanceof Error && signal.reason.name === 'TimeoutError' ? 'ETIMEDOUT' : 'ABORTED';

async function composed(mail: Mail, from: string): Promise<Pick<Letter, 'envelope' | 'content'>> {
  const message = new MailComposer({
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    ...(mail.id !== undefined && { messageId: `<${mail.id}@${domainOf(from)}>` }),
    // RFC 3834: no out-of-office replies.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }).compile();
  return { envelope: message.getEnvelope(), content: await message.build() };
}

const domainOf = (from: string): string => /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
