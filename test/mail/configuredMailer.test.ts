import { describe, expect, it } from 'vitest';
import { configuredMailer } from '../../src/mail/mailer.ts';

describe('the mailer of a worker', () => {
  it('exists, without a warning, when a mail server is configured', () => {
    const warnings: string[] = [];
    const config = { smtpUrl: 'smtps://mail.example.com', from: 'herald@example.com' };
    const configured = configuredMailer(config, (message) => warnings.push(message));
    expect(configured).not.toBeNull();
    expect(warnings).toEqual([]);
    configured?.close();
  });

  it('is null without a mail server, with a warning that names the missing variables', () => {
    const warnings: string[] = [];
    expect(configuredMailer(undefined, (message) => warnings.push(message))).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/no mail server.*HERALD_SMTP_URL.*HERALD_MAIL_FROM.*not mailed/)]);
  });
});
