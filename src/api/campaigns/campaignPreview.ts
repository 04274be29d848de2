import { z } from 'zod';
import { visibleCharacter } from '../../content/characterNames.ts';
import { smsSegments } from '../../content/encoding.ts';
import { type CompiledTemplate, compileTemplate, TemplateError, type TemplateOptions } from '../../content/template.ts';
import { templateContext } from '../../content/templateContext.ts';
import { withNumberZone } from '../../domain/audience/numberZone.ts';
import type { Profile } from '../../domain/audience/profile.ts';
import type { SegmentCondition } from '../../domain/audience/segment.ts';
import { conditionOf } from '../../domain/audience/segmentReferences.ts';
import { effectiveQuietHours, quietRulesOf } from '../../domain/dnd/quietHours.ts';
import type { MessageReason } from '../../domain/message/message.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { Store } from '../../store/store.ts';
import { type CampaignParts, fieldOf, hasEventIn } from './campaignCheck.ts';

/** How many profiles a preview shows. */
export const MAX_SAMPLES = 3;

export const previewAnswer = z.strictObject({
  profileId: z.string().describe('id of the profile'),
  text: z.string().nullable().describe('the message to the profile; null where it could not be composed'),
  encoding: z.enum(['GSM-7', 'UCS-2']).nullable().describe('encoding of the text; null without one'),
  segments: z.int().describe('the number of SMS segments that are sent and charged'),
  notInGsm7: z
    .array(z.string())
    .describe(
      'the first ten characters that require UCS-2; one that can not be seen by its name, such as U+00A0 NO-BREAK SPACE',
    ),
  quietHours: z
    .array(z.string())
    .describe(
      "regions whose quiet hours apply to the profile's number, such as US and US-FL (GET /v1/quiet-hours); empty: none, or the setting quietHours is off",
    ),
  reason: z.string().nullable().describe('why there is no text, or why the message would not be sent'),
  detail: z.string().nullable().describe('more about the reason, such as the missing property; null: there is no more'),
});
type Preview = z.infer<typeof previewAnswer>;

/**
 * The messages to some profiles: those of `profileIds` that exist, or without any the first ones that qualify. Empty when the template
 * doesn't compile.
 */
export async function previews(
  { parts, campaignName, profileIds }: { parts: CampaignParts; campaignName: string; profileIds: readonly string[] },
  store: Store,
  now: Date,
): Promise<Preview[]> {
  const wording = parts.what && (await store.savedMessages.wordingOf(parts.what));
  const template = wording && compiledOrNull(wording.template, { hasEvent: hasEventIn(parts) });
  if (!template) return [];
  const condition = conditionOfParts(parts);
  const profiles = profileIds.length > 0 ? await named(profileIds, store) : await firstQualified(condition, store, now);
  const ids = profiles.map((profile) => profile._id);
  const eventName = eventNameOf(parts);
  const [lastEvents, account] = await Promise.all([
    store.events.lastEvents(ids, [...template.lastEventNames, ...(eventName === null ? [] : [eventName])]),
    store.account.get(),
  ]);
  const topic = account.topics.find(({ id }) => id === parts.topic);
  const numbers = profiles.flatMap(({ number }) => number ?? []);
  const notSubscribed = topic && (await store.subscriptions.barred(topic, numbers));
  const { maxSegments } = wording;
  const setting = effectiveQuietHours(parts.quietHours, account.quietHours);
  return profiles.map((stored) => {
    const profile = account.zoneFromNumber || setting !== undefined ? withNumberZone(stored) : stored;
    const ofProfile = lastEvents.get(profile._id);
    const event = eventName === null ? undefined : ofProfile?.get(eventName);
    const context = templateContext({ profile, lastEvents: ofProfile, event, campaignName });
    const quietHours = setting ? quietRulesOf(profile, setting).map(({ region }) => region) : [];
    const shown = { ...preview(profile._id, template, context, maxSegments), quietHours };
    const isBarred = profile.number !== null && notSubscribed?.has(profile.number) === true;
    return shown.reason === null && isBarred ? { ...shown, reason: NOT_SUBSCRIBED } : shown;
  });
}

/** Of a profile that the text could be sent to, but for the campaign's topic. */
const NOT_SUBSCRIBED: MessageReason = 'not_subscribed';
/** Why a profile gets no message although the template is as its author wants it. */
const MEANT: readonly string[] = [NOT_SUBSCRIBED, 'aborted' satisfies MessageReason];

/** The validation error of a template that compiles but gives no profile of the preview a message. */
export function previewProblems({ what }: CampaignParts, shown: readonly Preview[]): FieldProblem[] {
  const [first] = shown;
  if (
    what === undefined ||
    first === undefined ||
    shown.some(({ reason }) => reason === null || MEANT.includes(reason))
  )
    return [];
  const profiles = shown.length === 1 ? 'the profile' : `any of the ${shown.length} profiles`;
  const why = first.detail === null ? `${first.reason}` : `${first.reason}, ${first.detail}`;
  const got = `a template that gives no message for ${profiles} in the preview: ${why}`;
  return [{ field: fieldOf(what), got, wanted: 'one that does, such as {{ profile.name | default: "there" }}' }];
}

function preview(
  profileId: string,
  template: CompiledTemplate,
  context: ReturnType<typeof templateContext>,
  maxSegments: number,
): Omit<Preview, 'quietHours'> {
  const rendering = template.render(context);
  if (!rendering.ok) {
    const { reason, detail } = rendering;
    return { profileId, text: null, encoding: null, segments: 0, notInGsm7: [], reason, detail };
  }
  const { encoding, segments, notInGsm7 } = smsSegments(rendering.text);
  const tooLong = segments > maxSegments;
  return {
    profileId,
    text: rendering.text,
    encoding,
    segments,
    notInGsm7: notInGsm7.map(visibleCharacter),
    reason: tooLong ? 'too_long' : null,
    detail: tooLong ? `${segments} segments, and maxSegments is ${maxSegments}` : null,
  };
}

async function named(ids: readonly string[], store: Store): Promise<Profile[]> {
  const found = await store.profiles.getMany(ids.slice(0, MAX_SAMPLES));
  return [...found.values()];
}

/** The name of the event that the messages of a live campaign are about; null: they are about none, or about what the API is given. */
function eventNameOf({ live }: CampaignParts): string | null {
  return live?.when !== undefined && 'event' in live.when ? live.when.event : null;
}

/** The profiles that may get a message; of a live campaign those that have done what triggers it. */
function conditionOfParts(parts: CampaignParts): SegmentCondition | 'everyone' {
  const { live, who } = parts;
  if (live === undefined) return who === undefined ? 'everyone' : conditionOf(who);
  const { when, filter } = live;
  const did: SegmentCondition[] =
    when !== undefined && 'event' in when
      ? [{ kind: 'event', event: when.event, did: true, ...(when.where && { where: when.where }) }]
      : [];
  const conditions = [...did, ...(filter ? [filter] : [])];
  const [first] = conditions;
  return first === undefined ? 'everyone' : { kind: 'and', conditions };
}

async function firstQualified(of: SegmentCondition | 'everyone', store: Store, now: Date): Promise<Profile[]> {
  const condition = await resolvedConditionOf(of, store);
  if (!condition) return [];
  const { timeZone: zone } = await store.account.get();
  const found: Profile[] = [];
  for await (const page of qualifiedProfiles(store.db, condition, { now, zone, suppressions: store.suppressions })) {
    found.push(...page);
    if (found.length >= MAX_SAMPLES) break;
  }
  return found.slice(0, MAX_SAMPLES);
}

/** Null where a reference can't be resolved: campaignProblems reports that. */
async function resolvedConditionOf(condition: SegmentCondition | 'everyone', store: Store) {
  if (condition === 'everyone') return condition;
  const resolution = await store.segments.resolve(condition);
  return resolution.ok ? resolution.condition : null;
}

function compiledOrNull(source: string, options: TemplateOptions): CompiledTemplate | null {
  try {
    return compileTemplate(source, options);
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}
