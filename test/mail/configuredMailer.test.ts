import { describe, expect, it } from 'vitest';
import { configuredMailer } from '../../src/mail/configuredMailer.ts';

describe('the mailer of a worker', () => {
  it('is there without a word where a mail server is configured', () => {
    const warnings: string[] = [];
    const config = { smtpUrl: 'smtps://mail.example.com', from: 'herald@example.com' };
    const configured = configuredMailer(config, (message) => warnings.push(message));
    expect(configured).not.toBeNull();
    expect(warnings).toEqual([]);
    configured?.close();
  });

  it('is none where there is no mail server, which the log says with the variables that are missing', () => {
    const warnings: string[] = [];
    expect(configuredMailer(undefined, (message) => warnings.push(message))).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/no mail server.*HERALD_SMTP_URL.*HERALD_MAIL_FROM.*not mailed/)]);
  });
});
