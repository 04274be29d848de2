import { type MailConfig, type Mailer, mailer } from './mailer.ts';

/** The mailer of the configuration. Returns null and warns when there is none: alerts are then stored but not mailed. */
export function configuredMailer(config: MailConfig | undefined, warn: (message: string) => void): Mailer | null {
  if (config !== undefined) return mailer(config);
  warn('no mail server is configured (HERALD_SMTP_URL, HERALD_MAIL_FROM): alerts are stored but not mailed');
  return null;
}
