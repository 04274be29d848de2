import { compileTemplate, TemplateError } from '../content/template.ts';
import { type CampaignInput, what, when, who } from '../domain/campaign.ts';
import type { FieldProblem } from '../domain/problems.ts';
import { conditionOf } from '../domain/segmentReferences.ts';
import type { Store } from '../store/store.ts';
import { referenceProblem } from './segmentReferences.ts';

/** The parts of a campaign that are right by themselves: what is left to ask is whether they fit what is there. */
export type CampaignParts = Partial<Pick<CampaignInput, 'when' | 'who' | 'what' | 'providerGroupId'>>;

/** The parts of `body` that their schemas accept, for when the whole isn't accepted. */
export function readableParts(body: Readonly<Record<string, unknown>>): CampaignParts {
  const parts = {
    when: when.safeParse(body.when).data,
    who: who.safeParse(body.who).data,
    what: what.safeParse(body.what).data,
    providerGroupId: typeof body.providerGroupId === 'string' ? body.providerGroupId : undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

/** What stands against the campaign although its shape is right: all of it, at once. */
export async function campaignProblems(parts: CampaignParts, store: Store, now: Date): Promise<FieldProblem[]> {
  const found = await Promise.all([
    whoProblem(parts.who, store),
    groupProblem(parts.providerGroupId, store),
    parts.what ? templateProblem(parts.what.template, '/what/template') : null,
    timeProblem(parts.when, now),
  ]);
  return found.filter((problem) => problem !== null);
}

async function whoProblem(part: CampaignParts['who'], store: Store): Promise<FieldProblem | null> {
  const condition = part === undefined ? 'everyone' : conditionOf(part);
  if (condition === 'everyone') return null;
  const resolution = await store.segments.resolve(condition);
  if (resolution.ok) return null;
  return referenceProblem(resolution.problem, part?.kind === 'condition' ? '/who/condition' : '/who');
}

async function groupProblem(id: string | undefined, store: Store): Promise<FieldProblem | null> {
  if (id === undefined || (await store.providerGroups.get(id))) return null;
  return { field: '/providerGroupId', got: 'an id that no provider group has', wanted: 'the id of a provider group' };
}

/** What is wrong with a template, whoever it is for. */
export function templateProblem(template: string, field: string): FieldProblem | null {
  try {
    compileTemplate(template);
    return null;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const got = `a template that can't be used: line ${error.line}, column ${error.column}`;
    return { field, got, wanted: error.message };
  }
}

function timeProblem(part: CampaignParts['when'], now: Date): FieldProblem | null {
  if (part?.kind !== 'at' || Date.parse(part.at) > now.getTime()) return null;
  return { field: '/when/at', got: 'an instant that has passed', wanted: `one after ${now.toISOString()}` };
}
