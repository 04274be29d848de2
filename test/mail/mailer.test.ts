import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MailError } from '../../src/mail/mailError.ts';
import { type Mail, type Mailer, mailer } from '../../src/mail/mailer.ts';
import { closedPort, tcpServer } from '../providers/support.ts';
import { answer, CA, FROM, PASSWORD, QUICK, smtpServer, testMailer, USER } from './support.ts';

const MAIL: Mail = {
  to: 'ada@example.org',
  subject: '[Herald] 61,204 qualify: “Späte Käufer” waits for you, and this subject is longer than a line of a header',
  text: `Größe: 61,204\n\n.a line with a dot in front\n${'long '.repeat(60)}end\n`,
  id: 'cmp_1/3/safety_stop',
};

describe('a mail', () => {
  it('arrives unchanged, with sender and recipient, over STARTTLS', async () => {
    const server = await smtpServer();
    await testMailer(server).send(MAIL);
    expect(server.received).toHaveLength(1);
    const [received] = server.received;
    expect(received).toMatchObject({
      envelope: { from: 'herald@example.com', to: ['ada@example.org'] },
      secure: true,
      user: USER,
    });
    expect(received?.mail).toMatchObject({
      from: { name: 'Herald', address: 'herald@example.com' },
      to: [{ address: 'ada@example.org' }],
      subject: MAIL.subject,
      messageId: '<cmp_1/3/safety_stop@example.com>',
    });
    expect(received?.mail.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(MAIL.text.trimEnd());
    expect(received?.mail.html).toBeUndefined();
    expect(received?.mail.attachments).toEqual([]);
    const automatic = received?.mail.headers.find(({ key }) => key === 'auto-submitted');
    expect(automatic?.value).toBe('auto-generated');
  });

  it('arrives over TLS from the first byte', async () => {
    const server = await smtpServer({ secure: true });
    await testMailer({ port: server.port, protocol: 'smtps' }).send(MAIL);
    expect(server.received).toMatchObject([{ secure: true, user: USER }]);
  });

  it('is sent unencrypted only when there is no password and the server has no TLS', async () => {
    const server = await smtpServer({ disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true });
    await testMailer({ port: server.port, credentials: '' }).send(MAIL);
    expect(server.received).toMatchObject([{ secure: false, user: null }]);
    const other = await smtpServer({ authOptional: true });
    await testMailer({ port: other.port, credentials: '' }).send(MAIL);
    expect(other.received).toMatchObject([{ secure: true, user: null }]);
  });

  it('has a connection of its own, and several are sent at the same time', async () => {
    const server = await smtpServer();
    const sender = testMailer(server);
    await Promise.all(Array.from({ length: 5 }, (_, index) => sender.send({ ...MAIL, to: `a${index}@example.org` })));
    expect(server.received.map(({ envelope }) => envelope.to[0]).toSorted()).toEqual(
      Array.from({ length: 5 }, (_, index) => `a${index}@example.org`),
    );
  });

  it('can’t inject headers or recipients', async () => {
    const server = await smtpServer();
    await testMailer(server).send({ ...MAIL, subject: 'Hello\r\nBcc: eve@example.net\r\n\r\nbody' });
    const [received] = server.received;
    expect(received?.envelope.to).toEqual(['ada@example.org']);
    expect(received?.mail.bcc).toBeUndefined();
    expect(received?.mail.text).toContain('Größe');
  });
});

describe('a mail that the server refuses', () => {
  it.each([
    ['the recipient', 550],
    ['the recipient, as a bad address', 553],
  ])('for %s: refused, %i', async (_what, code) => {
    const server = await smtpServer({
      onRcptTo: ({ address }, _, callback) => callback(answer(code, `no ${address}`)),
    });
    expect(await failureOf(testMailer(server))).toMatchObject({ failure: 'refused', code: String(code) });
    expect(server.received).toEqual([]);
  });

  it('for its content: refused', async () => {
    const server = await smtpServer({ afterMail: () => answer(554, 'no') });
    expect(await failureOf(testMailer(server))).toMatchObject({ failure: 'refused', code: '554' });
  });

  it('for the credentials: refused, without revealing them', async () => {
    const server = await smtpServer();
    const error = await failureOf(testMailer({ port: server.port, credentials: 'herald:wrong-secret@' }));
    expect(error).toMatchObject({ failure: 'refused', code: '535' });
    expect(server.passwords).toContain('wrong-secret');
  });

  it('because it has no TLS: no password is sent to it', async () => {
    const server = await smtpServer({ disabledCommands: ['STARTTLS'] });
    expect(await failureOf(testMailer(server))).toMatchObject({ failure: 'refused', code: 'ETLS' });
    expect(server.passwords).toEqual([]);
  });

  it('because it accepts no credentials: not sent without them', async () => {
    const server = await smtpServer({ disabledCommands: ['AUTH'], authOptional: true });
    expect(await failureOf(testMailer(server))).toMatchObject({ failure: 'refused', code: '500' });
    expect(server.received).toEqual([]);
  });
});

describe('a mail that may go later', () => {
  it('is recognised when the server greylists, and is accepted the second time', async () => {
    let tries = 0;
    const server = await smtpServer({
      onRcptTo(_address, _session, callback) {
        tries += 1;
        callback(tries === 1 ? answer(450, '4.2.0 greylisted, come back') : null);
      },
    });
    const sender = testMailer(server);
    expect(await failureOf(sender)).toMatchObject({ failure: 'not_now', code: '450' });
    await sender.send(MAIL);
    expect(server.received).toHaveLength(1);
  });

  it('is recognised when the server has trouble after the mail', async () => {
    const server = await smtpServer({ afterMail: () => answer(451, 'try again') });
    expect(await failureOf(testMailer(server))).toMatchObject({ failure: 'not_now', code: '451' });
  });

  it('when no server listens', async () => {
    const port = await closedPort();
    expect(await failureOf(testMailer({ port }))).toMatchObject({ failure: 'not_now', code: 'ECONNREFUSED' });
  });

  it.each([
    ['connecting', { connectMs: 100, answerMs: 1000, mailMs: 3000 }],
    ['a whole mail', { connectMs: 3000, answerMs: 3000, mailMs: 100 }],
  ])('when the server does not answer, within the time for %s', async (_what, limits) => {
    const port = await tcpServer(() => undefined);
    const begun = Date.now();
    expect(await failureOf(testMailer({ port, limits }))).toMatchObject({ failure: 'not_now', code: 'ETIMEDOUT' });
    expect(Date.now() - begun).toBeLessThan(1000);
  });

  it('when the server hangs up', async () => {
    const port = await tcpServer((socket) => socket.end());
    expect(await failureOf(testMailer({ port }))).toMatchObject({ failure: 'not_now' });
  });

  it('when its certificate is not trusted, without sending the password', async () => {
    for (const [protocol, secure] of [
      ['smtp', false],
      ['smtps', true],
    ] as const) {
      const server = await smtpServer({ secure });
      const error = await failureOf(testMailer({ port: server.port, protocol, ca: null }));
      expect(error, protocol).toMatchObject({ failure: 'not_now' });
      expect(server.passwords).toEqual([]);
    }
  });
});

describe('a mail whose answer is lost', () => {
  it('is unknown once it was written', async () => {
    const server = await smtpServer({ afterMail: () => 'hang' });
    const limits = { ...QUICK, answerMs: 200 };
    const error = await failureOf(testMailer({ port: server.port, limits }));
    expect(error).toMatchObject({ failure: 'unknown', code: 'ETIMEDOUT' });
    expect(server.received).toHaveLength(1);
  });

  it('is also unknown when the mailer is closed in the middle', async () => {
    let hangs = (): void => undefined;
    const hanging = new Promise<void>((resolve) => {
      hangs = resolve;
    });
    const server = await smtpServer({
      afterMail: () => {
        hangs();
        return 'hang';
      },
    });
    const sender = testMailer(server);
    const failure = failureOf(sender);
    await hanging;
    sender.close();
    expect(await failure).toMatchObject({ failure: 'unknown', code: 'ABORTED' });
    expect(await failureOf(sender)).toMatchObject({ failure: 'not_now', code: 'ABORTED' });
  });
});

describe('a mailer', () => {
  it('requires an SMTP address, and doesn’t quote an invalid one', () => {
    const make = () => mailer({ smtpUrl: `http://${USER}:very-secret@127.0.0.1`, from: FROM }, { ca: CA });
    expect(make).toThrow('smtpUrl: wanted an smtps:// or smtp:// address');
  });
});

/** The error of a mail that must fail, after checking that it contains nothing secret or personal. */
async function failureOf(sender: Mailer): Promise<MailError> {
  const error = await sender.send(MAIL).then(
    () => new Error('it was sent'),
    (reason: unknown) => reason,
  );
  const everything = inspect(error, { depth: 9, showHidden: true });
  for (const secret of [PASSWORD, 'wrong-secret', USER, 'ada@example.org', '61,204']) {
    expect(everything.replaceAll(/at .*/g, '')).not.toContain(secret);
  }
  expect(error).toBeInstanceOf(MailError);
  return error as MailError;
}
