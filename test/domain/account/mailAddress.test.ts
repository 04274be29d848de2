import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mailAddress } from '../../../src/domain/account/account.ts';
import { smtpServer, testMailer } from '../../mail/support.ts';

const LOCAL_64 = 'a'.repeat(64);
const LABEL_63 = 'b'.repeat(63);

const ACCEPTED = [
  'ada@example.com',
  'ADA@Example.COM',
  'ada.b+herald@mail.example.museum',
  "o'brien@example.com",
  "'a'@example.com",
  'r&d@example.com',
  '_x-y=z~@example.com',
  '1@a.bc',
  'ada@xn--exmple-cua.com',
  'ada@example.xn--p1ai',
  'ada@3m.example',
  `${LOCAL_64}@example.com`,
  `ada@${LABEL_63}.com`,
  `ada@${`${LABEL_63}.`.repeat(3)}${'c'.repeat(48)}.example`,
];

const REFUSED = [
  '',
  'ada',
  'a@b',
  'ada@localhost',
  '@example.com',
  'ada@',
  'a@b@example.com',
  'ada@example.com.',
  'ada@.example.com',
  'ada@example..com',
  '.ada@example.com',
  'ada.@example.com',
  'a..b@example.com',
  '-ada@example.com',
  '"ada"@example.com',
  '"a b"@example.com',
  '"a@b.example"@example.com',
  'a\\b@example.com',
  'ädä@example.com',
  'ada@exämple.com',
  'ada@example。com',
  'ada@exam\u00adple.com',
  'ａda@example.com',
  'ada(comment)@example.com',
  'ada@(comment)example.com',
  'ada@example.com (comment)',
  'Ada <ada@example.com>',
  '<ada@example.com>',
  'mailto:ada@example.com',
  'team:ada@example.com;',
  'a@b.example,c@d.example',
  'a@b.example;c@d.example',
  'a@b.example c@d.example',
  'a,b@example.com',
  'a%b.example@example.com',
  'b.example!a@example.com',
  '@b.example:a@example.com',
  'ada@[127.0.0.1]',
  'ada@127.0.0.1',
  'ada@[IPv6:::1]',
  'ada@example.123',
  'ada@example.c',
  'ada@-example.com',
  'ada@example-.com',
  'ada@example.com-',
  'ada@exa_mple.com',
  ' ada@example.com',
  'ada@example.com ',
  'ada@example.com\n',
  'ada\0@example.com',
  'ada@example.com\r\nBcc: c@d.example',
  'a\r\nRCPT TO:<c@d.example>@example.com',
  'ada@example.com>\r\nRCPT TO:<c@d.example',
  `${LOCAL_64}a@example.com`,
  `ada@${LABEL_63}b.com`,
  `ada@${`${LABEL_63}.`.repeat(3)}${'c'.repeat(51)}.example`,
];

/** The domain as DNS has it: the test's SMTP server and reader of mails write it in its own script. */
const inAscii = (address: string): string => {
  const at = address.lastIndexOf('@') + 1;
  return address.slice(0, at) + domainToASCII(address.slice(at));
};

describe('an e-mail address', () => {
  it.each(REFUSED.map((address) => [address]))('%j is refused', (address) => {
    expect(mailAddress.safeParse(address).success).toBe(false);
  });

  it('is accepted when one mailbox is meant, and that one alone gets the mail', async () => {
    const server = await smtpServer();
    const mailer = testMailer(server);
    for (const address of ACCEPTED) {
      expect(mailAddress.safeParse(address), address).toEqual({ success: true, data: address });
      await mailer.send({ to: address, subject: 'An alert', text: 'Text' });
      const received = server.received.at(-1);
      expect(received?.envelope.to.map(inAscii), address).toEqual([inAscii(address)]);
      expect(
        received?.mail.to?.map((to) => inAscii(to.address ?? '')),
        address,
      ).toEqual([inAscii(address)]);
      expect(received?.mail.headers.map(({ key }) => key).filter((key) => /^(?:b?cc|rcpt)/.test(key))).toEqual([]);
    }
    expect(server.received).toHaveLength(ACCEPTED.length);
  });

  it('is refused with what is wanted', () => {
    const messageOf = (address: string) => mailAddress.safeParse(address).error?.issues.map(({ message }) => message);
    expect(messageOf('ada@localhost')).toEqual(['wanted: an e-mail address, such as ada@example.com']);
    expect(messageOf(`${LOCAL_64}a@example.com`)).toEqual(['wanted: at most 64 characters before the @']);
  });
});
