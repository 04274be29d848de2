import { checkTemplate, TemplateError } from '../../content/template.ts';
import { dndWindows } from '../../domain/dnd/dndSchema.ts';
import type { Journey } from '../../domain/journeys/journey.ts';
import { eventMatch } from '../../domain/live/liveWhen.ts';

/** Journeys that can't be carried out. The message says all that is wrong, each with its place. */
export class JourneyError extends Error {
  override readonly name = 'JourneyError';
}

/** Checks the journeys of a release when a worker starts, not when the first person comes to a step. Throws a `JourneyError`. */
export function checkJourneys(journeys: readonly Journey[]): void {
  const names = journeys.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const wrong = [
    ...twice.map((name) => `journey ${name}: there are two of this name; wanted: one`),
    ...journeys.flatMap((journey) => problemsOf(journey).map((problem) => `journey ${journey.name}: ${problem}`)),
  ];
  if (wrong.length > 0) throw new JourneyError(wrong.join('\n'));
}

function problemsOf({ name, providerGroup, texts, startedBy, reentry, dnd }: Journey): string[] {
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    problems.push('its name; wanted: a lowercase letter, then up to 63 lowercase letters, digits or hyphens');
  }
  if (providerGroup.trim() === '') problems.push('providerGroup is empty; wanted: the name of a provider group');
  if (startedBy && !eventMatch.safeParse(startedBy).success) {
    problems.push('startedBy; wanted: the name of an event and tests of its properties, as in segments');
  }
  if (typeof reentry === 'object' && 'afterDays' in reentry && !(reentry.afterDays >= 1)) {
    problems.push(`reentry.afterDays is ${reentry.afterDays}; wanted: at least 1`);
  }
  if (dnd && !dndWindows.safeParse(dnd).success) {
    problems.push('dnd; wanted: windows as of campaigns, that leave some time of the week');
  }
  for (const [text, template] of Object.entries(texts)) {
    try {
      checkTemplate(template, { hasEvent: startedBy !== undefined });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      problems.push(`text ${text}, line ${error.line}, column ${error.column}: ${error.message}`);
    }
  }
  return problems;
}
