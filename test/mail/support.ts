import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { type Mailer, type MailLimits, mailer } from '../../src/mail/mailer.ts';
import { selfSigned } from '../support/selfSigned.ts';

const CERTIFICATE = selfSigned();

/** The certificate that clients must trust. */
export const CA = CERTIFICATE.cert;
export const USER = 'herald';
/** Has characters that must be encoded in an address. */
export const PASSWORD = 'p@ss/wörd:1';
export const FROM = 'Herald <herald@example.com>';

export interface Received {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly secure: boolean;
  readonly user: string | null;
  readonly mail: Email;
}

export interface TestSmtpServer {
  readonly port: number;
  /** Mails that were received completely, accepted or not. */
  readonly received: Received[];
  /** Passwords that the server received. */
  readonly passwords: string[];
}

export interface ServerBehaviour
  extends Pick<SMTPServerOptions, 'secure' | 'disabledCommands' | 'onRcptTo' | 'authOptional'> {
  /** The answer to the nth mail, from 1: an error, `hang` for no answer, null for an acceptance. */
  readonly afterMail?: (nth: number) => Error | 'hang' | null;
}

/** A real SMTP server on 127.0.0.1 that accepts mails of `USER`. Closed after the test. */
export async function smtpServer(behaviour: ServerBehaviour = {}): Promise<TestSmtpServer> {
  const { close, ...server } = await startSmtpServer(behaviour);
  onTestFinished(close);
  return server;
}

/** Like smtpServer, for longer than a test; the caller must close it. */
export async function startSmtpServer({
  afterMail,
  ...options
}: ServerBehaviour = {}): Promise<TestSmtpServer & { close(): Promise<void> }> {
  const received: Received[] = [];
  const passwords: string[] = [];
  const server = new SMTPServer({
    ...CERTIFICATE,
    logger: false,
    closeTimeout: 50,
    ...options,
    onAuth({ username, password }, _session, callback) {
      passwords.push(password ?? '');
      if (username === USER && password === PASSWORD) callback(null, { user: username });
      else callback(answer(535, `5.7.8 no such user ${username} with ${password}`));
    },
    onData(stream, session, callback) {
      const take = async () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          envelope: { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) },
          secure: session.secure,
          user: session.user || null,
          mail: await PostalMime.parse(await buffer(stream)),
        });
        const next = afterMail?.(received.length) ?? null;
        if (next !== 'hang') callback(next);
      };
      take().catch(callback);
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, received, passwords, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

/** An error that the server answers with. */
export const answer = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

export const QUICK: MailLimits = { connectMs: 1000, answerMs: 1000, mailMs: 3000 };

export interface MailerOptions {
  readonly port: number;
  readonly protocol?: 'smtp' | 'smtps';
  /** Default: USER and PASSWORD. */
  readonly credentials?: string;
  readonly limits?: MailLimits;
  readonly ca?: string | null;
}

/** A mailer to that server, closed after the test. */
export function testMailer({ port, protocol = 'smtp', credentials, limits = QUICK, ca = CA }: MailerOptions): Mailer {
  const login = credentials ?? `${USER}:${encodeURIComponent(PASSWORD)}@`;
  const made = mailer(
    { smtpUrl: `${protocol}://${login}127.0.0.1:${port}`, from: FROM },
    { limits, ...(ca !== null && { ca }) },
  );
  onTestFinished(() => made.close());
  return made;
}
