import { checkTemplate, TemplateError } from '../../content/template.ts';
import { dndWindows } from '../../domain/dnd/dndSchema.ts';
import type { Journey } from '../../domain/journeys/journey.ts';
import { eventMatch } from '../../domain/live/liveWhen.ts';
import type { SavedMessageStore } from '../../store/savedMessages.ts';

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

function problemsOf({ name: journey, providerGroup, texts, startedBy, reentry, dnd }: Journey): string[] {
  const problems: string[] = [];
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(journey)) {
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
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text === 'string') problems.push(...textProblems(name, text, startedBy));
  }
  return problems;
}

/**
 * Checks the texts that are saved messages, in the store. Throws a `JourneyError`. Herald's API changes no saved message that a journey of its own release uses in a way that
 * this would refuse.
 */
export async function checkSavedTexts(
  journeys: readonly Journey[],
  store: Pick<SavedMessageStore, 'named'>,
): Promise<void> {
  const wrong: string[] = [];
  for (const { name: journey, texts, startedBy } of journeys) {
    for (const [name, text] of Object.entries(texts)) {
      if (typeof text === 'string') continue;
      const saved = await store.named(text.savedMessage);
      const problems = saved
        ? textProblems(name, saved.template, startedBy)
        : [
            `text ${name}: there is no saved message named ${JSON.stringify(text.savedMessage)}; wanted: one (POST /v1/saved-messages)`,
          ];
      wrong.push(...problems.map((problem) => `journey ${journey}: ${problem}`));
    }
  }
  if (wrong.length > 0) throw new JourneyError(wrong.join('\n'));
}

function textProblems(name: string, template: string, startedBy: Journey['startedBy']): string[] {
  try {
    checkTemplate(template, { hasEvent: startedBy !== undefined });
    return [];
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [`text ${name}, line ${error.line}, column ${error.column}: ${error.message}`];
  }
}
