import type { z } from 'zod';
import { conditionOf } from '../../domain/audience/segmentReferences.ts';
import {
  type CampaignInput,
  type LiveInput,
  liveInput,
  type PastBehaviourInput,
  pastBehaviourInput,
  type What,
} from '../../domain/campaign/campaign.ts';
import { effectiveDnd } from '../../domain/dnd/dnd.ts';
import { effectiveQuietHours, regionsWithoutTime } from '../../domain/dnd/quietHours.ts';
import { isAboutEvent } from '../../domain/live/liveWhen.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import { SANDBOX_GROUP_ID } from '../../domain/provider/sandbox.ts';
import type { Store } from '../../store/store.ts';
import { referenceProblem } from '../audience/segmentReferences.ts';
import { savedMessageProblem, templateProblem } from '../templateProblem.ts';
import { NO_RUNS, type PastRuns, timesProblem, zoneProblem } from './campaignTimes.ts';

/** Parts of a campaign that their schemas accept. They still have to be checked against the stored segments, groups and settings. */
export type CampaignParts = Partial<Pick<CampaignInput, (typeof SHARED)[number]>> &
  Partial<Pick<PastBehaviourInput, 'when' | 'who'>> & {
    /** Of a live campaign. */
    readonly live?: Partial<Pick<LiveInput, (typeof LIVE)[number]>>;
  };

const SHARED = [
  'what',
  'providerGroupId',
  'topic',
  'dnd',
  'quietHours',
  'safetyCheck',
  'pauseOnErrors',
  'alertEmail',
] as const;
const LIVE = ['when', 'filter', 'start', 'end', 'cutOff', 'limits', 'zone'] as const;

export const partsOf = (input: CampaignInput): CampaignParts =>
  input.type === 'live'
    ? { ...picked(input, SHARED), live: picked(input, LIVE) }
    : { ...picked(input, SHARED), when: input.when, who: input.who };

/** The parts of `body` that their schemas accept, when the whole body isn't valid. */
export function readableParts(body: Readonly<Record<string, unknown>>): CampaignParts {
  const isLive = body.type === 'live';
  const shape: Record<string, z.ZodType> = isLive ? liveInput.shape : pastBehaviourInput.shape;
  const readable = Object.entries(shape).flatMap(([name, schema]) => {
    const read = schema.safeParse(body[name]);
    return read.success && read.data !== undefined ? [[name, read.data]] : [];
  });
  return partsOf({ ...Object.fromEntries(readable), type: isLive ? 'live' : 'past_behaviour' });
}

/** Those of the fields that are there. */
function picked<Of extends object, Name extends keyof Of>(of: Of, names: readonly Name[]): Partial<Pick<Of, Name>> {
  const found = names.filter((name) => of[name] !== undefined);
  return Object.fromEntries(found.map((name) => [name, of[name]])) as Partial<Pick<Of, Name>>;
}

export interface CheckContext {
  readonly store: Store;
  readonly now: Date;
  /** Default: none so far. */
  readonly past?: PastRuns;
  /** Whether it is a sandbox campaign. */
  readonly sandbox: boolean | undefined;
}

/** All validation errors that depend on stored data or on the time. Parts that are left out are not checked. */
export async function campaignProblems(parts: CampaignParts, context: CheckContext): Promise<FieldProblem[]> {
  const { store } = context;
  const found = await Promise.all([
    whoProblem(parts.who, store),
    groupProblem(parts.providerGroupId, context),
    whatProblem(parts, store),
    topicProblem(parts.topic, store),
    whenProblem(parts.when, context),
    hoursProblem(parts, store),
  ]);
  return [...found.filter((problem) => problem !== null), ...(await liveProblems(parts, context))];
}

/** Whether the messages are about an event that triggers them. */
export const hasEventIn = ({ live }: CampaignParts): boolean => live?.when !== undefined && isAboutEvent(live.when);

/** Of the parts that only a live campaign has. */
async function liveProblems({ live }: CampaignParts, { store, now }: CheckContext): Promise<FieldProblem[]> {
  if (live === undefined) return [];
  const { when, filter, end, cutOff } = live;
  const problems: FieldProblem[] = [];
  if (filter !== undefined) {
    const resolution = await store.segments.resolve(filter);
    if (!resolution.ok) problems.push(referenceProblem(resolution.problem, '/filter'));
  }
  for (const [name, at] of Object.entries({ end, cutOff })) {
    if (at === undefined || new Date(at) > now) continue;
    problems.push({ field: `/${name}`, got: 'an instant that has passed', wanted: `one after ${now.toISOString()}` });
  }
  const offsets = when !== undefined && 'offsets' in when ? when.offsets : [];
  for (const [index, { template }] of offsets.entries()) {
    if (template === undefined) continue;
    const field = `/when/offsets/${index}/template`;
    const problem = templateProblem(template, field, { hasEvent: hasEventIn({ live }) });
    if (problem) problems.push(problem);
  }
  return problems;
}

/** Where the text comes from, as a JSON pointer. */
export const fieldOf = ({ savedMessage }: What): string => (savedMessage ? '/what/savedMessage' : '/what/template');

async function whatProblem(parts: CampaignParts, store: Store): Promise<FieldProblem | null> {
  const { what } = parts;
  if (what === undefined) return null;
  const field = fieldOf(what);
  const wording = await store.savedMessages.wordingOf(what);
  if (wording) return templateProblem(wording.template, field, { hasEvent: hasEventIn(parts) });
  return savedMessageProblem(field);
}

async function whoProblem(part: CampaignParts['who'], store: Store): Promise<FieldProblem | null> {
  const condition = part === undefined ? 'everyone' : conditionOf(part);
  if (condition === 'everyone') return null;
  const resolution = await store.segments.resolve(condition);
  if (resolution.ok) return null;
  return referenceProblem(resolution.problem, part?.kind === 'condition' ? '/who/condition' : '/who');
}

async function groupProblem(id: string | undefined, { store, sandbox }: CheckContext): Promise<FieldProblem | null> {
  if (id === undefined || (sandbox && id === SANDBOX_GROUP_ID)) return null;
  const field = '/providerGroupId';
  const group = await store.providerGroups.get(id);
  if (!group)
    return {
      field,
      got: 'an id that no provider group has',
      wanted: sandbox ? 'the id of a provider group, or sandbox' : 'the id of a provider group',
    };
  if (sandbox) return null;
  const inUse = await store.providers.inUse(group.members.map(({ providerId }) => providerId));
  if (inUse.size > 0) return null;
  return { field, got: 'a group of which every provider is retired', wanted: 'a group with a provider in use' };
}

async function topicProblem(id: string | undefined, store: Store): Promise<FieldProblem | null> {
  if (id === undefined) return null;
  const { topics } = await store.account.get();
  if (topics.some((topic) => topic.id === id)) return null;
  const wanted =
    topics.length === 0 ? 'a topic, which PUT /v1/account defines' : `one of ${topics.map((one) => one.id).join(', ')}`;
  return { field: '/topic', got: 'an id that no topic of the account has', wanted };
}

async function whenProblem(
  when: CampaignParts['when'],
  { store, now, past = NO_RUNS }: CheckContext,
): Promise<FieldProblem | null> {
  if (when === undefined) return null;
  const { timeZone } = await store.account.get();
  return zoneProblem(when, timeZone) ?? timesProblem({ when, accountZone: timeZone, now, past });
}

/** Quiet hours that leave no time between the windows: every recipient there would be skipped. */
async function hoursProblem({ dnd, quietHours }: CampaignParts, store: Store): Promise<FieldProblem | null> {
  const account = await store.account.get();
  const setting = effectiveQuietHours(quietHours, account.quietHours);
  if (setting === undefined) return null;
  const names = regionsWithoutTime(effectiveDnd(dnd, account.dnd ?? undefined), setting);
  if (names.length === 0) return null;
  const whose = dnd === undefined ? "the account's windows" : 'windows';
  const got = `${whose}, which together with the quiet hours leave no time to send in ${names.join(', ')}`;
  return { field: '/dnd', got, wanted: 'windows that leave some time there, or other quietHours' };
}
