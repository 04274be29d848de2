import { compiles } from '../content/template.ts';
import type { Account } from '../domain/account/account.ts';
import { describeReferenceProblem } from '../domain/audience/segmentReferences.ts';
import { type Campaign, conditionOfCampaign, hasEvent, type Wording } from '../domain/campaign/campaign.ts';
import type { Run } from '../domain/campaign/run.ts';
import { effectiveDnd } from '../domain/dnd/dnd.ts';
import { effectiveQuietHours } from '../domain/dnd/quietHours.ts';
import { invalidDefinition } from '../domain/failures.ts';
import { runIdOf } from '../domain/ids.ts';
import type { Sizes } from '../domain/message/dispatch.ts';
import { SANDBOX_MEMBERS } from '../domain/provider/sandbox.ts';
import type { Occurrence } from '../domain/schedule/occurrences.ts';
import { ruleOf } from '../domain/topics/topic.ts';
import type { Store } from '../store/store.ts';

/** A run of the campaign, with a copy of everything that an edit could change. Throws a final failure if it can't be opened as things are. */
export async function newRun(
  campaign: Campaign,
  account: Account,
  of: { store: Store; occurrence: number; schedule: Occurrence; startedAt: Date; sizes: Sizes },
): Promise<Run> {
  const { store, occurrence, schedule, startedAt, sizes } = of;
  const quietHours = effectiveQuietHours(campaign.quietHours, account.quietHours);
  const { sandbox, providerGroupId } = campaign;
  const members = sandbox ? SANDBOX_MEMBERS : (await store.providerGroups.get(providerGroupId))?.members;
  if (!members) throw invalidDefinition(`provider group ${providerGroupId} does not exist any more`);
  return {
    _id: runIdOf(campaign._id, occurrence),
    campaignId: campaign._id,
    occurrence,
    status: 'freezing',
    dueAt: new Date(schedule.firstAt),
    schedule,
    accountZone: account.timeZone,
    zoneFromNumber: account.zoneFromNumber || quietHours !== undefined,
    windows: effectiveDnd(campaign.dnd, account.dnd ?? undefined),
    ...(quietHours && { quietHours }),
    what: await wordingOf(campaign, store),
    condition: await resolvedConditionOf(campaign, store),
    reach: campaign.type === 'live' ? { kind: 'everyone' } : campaign.reach,
    cut: null,
    limits: campaign.limits,
    ...(campaign.type === 'live' && {
      frequency: campaign.frequency,
      isLive: true,
      ...(campaign.cutOff !== undefined && { endsAt: new Date(campaign.cutOff) }),
    }),
    // Messages that nobody gets neither count nor keep to them.
    profileLimits: sandbox ? [] : account.profileLimits,
    ...topicOf(campaign, account),
    tags: campaign.tags,
    safetyLimit: campaign.type === 'live' ? null : (campaign.safetyCheck?.maxAudience ?? null),
    releasedAt: null,
    ...(account.fourEyes && { fourEyes: true }),
    pauseOnErrors: campaign.pauseOnErrors ?? null,
    onUncertain: campaign.onUncertain,
    resolveWithinSeconds: campaign.resolveWithinSeconds,
    validityPeriodSeconds: campaign.validityPeriodSeconds ?? null,
    campaignName: campaign.name,
    ...(sandbox && { sandbox }),
    providerGroupId,
    members,
    audience: null,
    batches: 0,
    sizes,
    startedAt,
    finishedAt: null,
  };
}

/** Throws a final failure if the campaign's saved message doesn't exist, or is about an event and the campaign isn't. */
async function wordingOf(campaign: Campaign, { savedMessages }: Store): Promise<Wording> {
  const wording = await savedMessages.wordingOf(campaign.what);
  if (!wording) throw invalidDefinition("the campaign's saved message, or its revision, does not exist any more");
  const { savedMessage, template } = wording;
  if (savedMessage && !compiles(template, { hasEvent: hasEvent(campaign) })) {
    throw invalidDefinition("the campaign's saved message is about an event, and the campaign has none");
  }
  return wording;
}

/** The condition of the campaign's audience or filter. Throws a final failure if a part of it does not exist any more. */
export async function resolvedConditionOf(campaign: Campaign, store: Store): Promise<Run['condition']> {
  const condition = conditionOfCampaign(campaign);
  if (condition === 'everyone') return condition;
  const resolution = await store.segments.resolve(condition);
  if (resolution.ok) return resolution.condition;
  const { got, wanted } = describeReferenceProblem(resolution.problem);
  throw invalidDefinition(`who the campaign is for can't be told: ${got}; wanted: ${wanted}`);
}

/** A topic that was removed from the account has no rule any more by which anybody gets its messages. */
function topicOf({ topic: id }: Campaign, { topics }: Account): Pick<Run, 'topic'> {
  if (id === undefined) return {};
  const topic = topics.find((one) => one.id === id);
  if (!topic) throw invalidDefinition(`the account has no topic ${id} any more`);
  return { topic: ruleOf(topic) };
}
