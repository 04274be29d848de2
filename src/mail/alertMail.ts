import type { Alert, AlertMail } from '../domain/account/alerts.ts';
import { momentOf, quoted } from './alertFormat.ts';
import { type AlertBaseUrls, AlertLinks } from './alertLinks.ts';
import { type AlertDetails, alertTextOf } from './alertTemplates.ts';

export interface AlertContext extends AlertDetails {
  readonly campaignName: string;
  /** Left out: the mail has paths and ids instead of links. */
  readonly baseUrls?: AlertBaseUrls;
}

/** An alert as a mail: figures first, then what happened, what happens now, what can be done, and links. */
export function alertMail(alert: Alert, context: AlertContext): AlertMail {
  const { campaignName, baseUrls = {}, ...details } = context;
  const links = new AlertLinks(alert, baseUrls);
  const at = momentOf(alert.at, context.timeZone);
  const parts = alertTextOf(alert, { ...details, name: quoted(campaignName), at, links });
  const text = [
    parts.figures.join('\n'),
    section('What happened', [parts.happened]),
    section('What happens now', [parts.now]),
    section('What you can do', parts.todo),
    section('Links', links.lines),
  ].join('\n\n');
  return { subject: `[Herald] ${parts.headline}`, text: `${text}\n` };
}

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`)].join('\n');
