import type { Alert, AlertMail } from '../domain/account/alerts.ts';
import { momentOf, quoted } from './alertFormat.ts';
import { type AlertPlaces, AlertWays } from './alertLinks.ts';
import { type StoryDetails, storyOf } from './alertTemplates.ts';

/** The names of what an alert is about, and where it can be looked at. */
export interface AlertContext extends StoryDetails {
  readonly campaignName: string;
  /** Default: paths and ids only. */
  readonly places?: AlertPlaces;
}

/** An alert as a mail: figures first, then what happened, what happens now, what can be done, and where. */
export function alertMail(alert: Alert, context: AlertContext): AlertMail {
  const { campaignName, places = {}, ...details } = context;
  const ways = new AlertWays(alert, places);
  const at = momentOf(alert.at, context.timeZone);
  const story = storyOf(alert, { ...details, name: quoted(campaignName), at, ways });
  const text = [
    story.figures.join('\n'),
    section('What happened', [story.happened]),
    section('What happens now', [story.now]),
    section('What you can do', story.todo),
    section('Where', ways.whereToLook),
  ].join('\n\n');
  return { subject: `[Herald] ${story.headline}`, text: `${text}\n` };
}

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`)].join('\n');
