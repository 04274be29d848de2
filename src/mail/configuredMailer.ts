import { type MailConfig, type Mailer, mailer } from './mailer.ts';

/** The mailer that the configuration asks for. Without one it is null, and `warn` is told: alerts are only written down then. */
export function configuredMailer(config: MailConfig | undefined, warn: (message: string) => void): Mailer | null {
  if (config !== undefined) return mailer(config);
  warn(
    'no mail server is configured (HERALD_SMTP_URL, HERALD_MAIL_FROM): alerts are written down and mailed to nobody',
  );
  return null;
}
