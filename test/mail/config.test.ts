import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

const ENOUGH = {
  MONGODB_URL: 'mongodb://127.0.0.1:27017',
  HERALD_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
};
const SMTP = 'smtps://herald:very-secret@mail.example.com';

describe('mail in the environment', () => {
  it('is not configured when both variables are missing or empty', () => {
    expect(readConfig(ENOUGH).mail).toBeUndefined();
    expect(readConfig({ ...ENOUGH, HERALD_SMTP_URL: '', HERALD_MAIL_FROM: '' }).mail).toBeUndefined();
  });

  it.each(['herald@example.com', 'Herald <herald@example.com>'])('is configured with both, from %s', (from) => {
    const config = readConfig({ ...ENOUGH, HERALD_SMTP_URL: SMTP, HERALD_MAIL_FROM: from });
    expect(config.mail).toEqual({ smtpUrl: SMTP, from });
  });

  it.each([
    [{ HERALD_SMTP_URL: SMTP }, 'HERALD_MAIL_FROM: is not set, but is required together with HERALD_SMTP_URL'],
    [
      { HERALD_MAIL_FROM: 'a@b.example' },
      'HERALD_SMTP_URL: is not set, but is required together with HERALD_MAIL_FROM',
    ],
    [
      { HERALD_SMTP_URL: 'http://u:very-secret@x', HERALD_MAIL_FROM: 'a@b.example' },
      'HERALD_SMTP_URL: wanted: smtps://',
    ],
    [{ HERALD_SMTP_URL: SMTP, HERALD_MAIL_FROM: 'Herald' }, 'HERALD_MAIL_FROM: wanted: an address'],
    [{ HERALD_SMTP_URL: SMTP, HERALD_MAIL_FROM: 'a@b.example, c@d.example' }, 'HERALD_MAIL_FROM: wanted: an address'],
    [{ HERALD_SMTP_URL: SMTP, HERALD_MAIL_FROM: 'x\nBcc: <a@b.example>' }, 'HERALD_MAIL_FROM: wanted: an address'],
  ])('is refused by name, and without a value: %j', (env, sentence) => {
    const error = errorOf(() => readConfig({ ...ENOUGH, ...env }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain('very-secret');
  });

  it('does not change the errors of other variables', () => {
    expect(errorOf(() => readConfig({ ...ENOUGH, MONGODB_URL: '' })).message).toContain('MONGODB_URL: is not set');
  });
});

describe('addresses in the environment', () => {
  const LINKS = { HERALD_API_URL: 'https://herald.example.com/', HERALD_TEMPORAL_UI_URL: 'http://127.0.0.1:8233' };

  it('are the bases of links in mails, without a trailing slash', () => {
    expect(readConfig({ ...ENOUGH, ...LINKS })).toMatchObject({
      apiUrl: 'https://herald.example.com',
      temporalUiUrl: 'http://127.0.0.1:8233',
    });
    const { apiUrl, temporalUiUrl } = readConfig({ ...ENOUGH, HERALD_API_URL: '' });
    expect([apiUrl, temporalUiUrl]).toEqual([undefined, undefined]);
  });

  it.each(['HERALD_API_URL', 'HERALD_TEMPORAL_UI_URL', 'HERALD_PUBLIC_URL'])('are refused by name: %s', (name) => {
    const error = errorOf(() => readConfig({ ...ENOUGH, [name]: 'herald.example.com' }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(name);
  });
});

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
