import { z } from 'zod';
import { type Account, type SegmentPrice, segmentPrice } from '../../domain/account/account.ts';
import type { GroupRows } from '../../domain/audience/groupCounter.ts';
import { type Reach, reach } from '../../domain/audience/reach.ts';
import { segmentCondition } from '../../domain/audience/segment.ts';
import { campaignLimits, pastBehaviourInput, tags, what } from '../../domain/campaign/campaign.ts';
import { appliedLimits } from '../../domain/limits/profileLimits.ts';
import { FAIL_REASONS } from '../../domain/message/message.ts';
import { ruleOf, type TopicRule } from '../../domain/topics/topic.ts';
import { cappedProfiles } from '../../store/segmentQuery/cappedProfiles.ts';
import { estimateReach, type ReachEstimate } from '../../store/segmentQuery/reachEstimate.ts';
import { qualifiedAnswer } from '../campaigns/campaignAnswer.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError, invalid } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { templateProblem } from '../templateProblem.ts';
import { problemOfField } from '../wire.ts';
import { conditionNotes } from './conditionNotes.ts';
import { estimateMessage, SAMPLE_SIZE } from './messageEstimate.ts';
import { resolved } from './segmentReferences.ts';

/** How long an estimate may take: proxies and clients commonly give up after a minute. */
const DEADLINE_MS = 55_000;

const asked = {
  reach: reach.default({ kind: 'everyone' }).describe('how many of them the campaign draws'),
  ignoreProfileLimits: campaignLimits.shape.ignoreProfileLimits,
  tags: tags.describe('tags of the campaign: profileLimits for one of them count the messages with that tag'),
  topic: pastBehaviourInput.shape.topic,
  template: what.shape.template.optional().describe('Liquid; with it, the SMS segments and their cost are estimated'),
  maxSegments: what.shape.maxSegments,
  campaignName: z.string().max(200).default('').describe('what {{ campaign.name }} stands for'),
  price: segmentPrice.optional().describe("what one SMS segment costs; left out: the account's price"),
};
/** Whose number is asked for: one of them. */
const WHO = {
  segmentId: 'a saved segment',
  condition: 'an ad-hoc condition',
  everyone: 'true, for every profile',
} as const;
const anyone = z.union([
  z
    .strictObject({ segmentId: z.string().max(128).describe('id of the segment'), ...asked })
    .meta({ title: 'Segment', description: WHO.segmentId }),
  z
    .strictObject({ condition: segmentCondition.describe('which profiles are counted'), ...asked })
    .meta({ title: 'Condition', description: WHO.condition }),
  z.strictObject({ everyone: z.literal(true), ...asked }).meta({ title: 'Everyone', description: 'every profile' }),
]);
/** Who is asked for is looked at first: without exactly one of them no branch of the union is the one that was meant. */
export const estimateInput = z.preprocess((value, context) => {
  const named = typeof value === 'object' && value !== null ? Object.keys(WHO).filter((name) => name in value) : [];
  if (named.length === 1 || typeof value !== 'object') return value;
  const wanted = Object.entries(WHO).map(([name, meaning]) => `${name} (${meaning})`);
  context.addIssue({ code: 'custom', message: `wanted: exactly one of ${wanted.join(', ')}` });
  return z.NEVER;
}, anyone);

type EstimateInput = z.output<typeof estimateInput>;

const group = {
  reachable: z.int().describe('profiles to whom a message may and can be sent'),
  recipients: z.int().describe('of these, those to whom a message would go'),
};
const other = z.strictObject(group).describe('the sum of those without a row');

export const estimateAnswer = z
  .strictObject({
    ...qualifiedAnswer.shape,
    duplicateNumbers: z.int().describe('reachable, but the message goes to the number under an earlier profile id'),
    capped: z
      .int()
      .describe("reachable otherwise, but they have had as many messages as the account's profileLimits allow"),
    recipients: z.int().describe('whom a message would go to: reachable - duplicateNumbers - capped'),
    afterReach: z
      .int()
      .describe(
        'how many recipients are left by the draw that reach asks for; it is made when a run starts, so this is what to expect',
      ),
    byCountry: z
      .strictObject({
        rows: z
          .array(
            z.strictObject({
              country: z.string().nullable().describe('ISO 3166-1 alpha-2; null: the number belongs to none'),
              ...group,
            }),
          )
          .max(300)
          .describe('the largest groups, at most 300'),
        other,
      })
      .describe('by the country of the number'),
    byTimeZone: z
      .strictObject({
        rows: z
          .array(
            z.strictObject({
              timeZone: z.string().nullable().describe('IANA time zone; null: the profile has none'),
              ...group,
            }),
          )
          .max(300)
          .describe('the largest groups, at most 300'),
        other,
      })
      .describe("by the profile's own zone; null for those that have none"),
    message: z
      .strictObject({
        sample: z
          .strictObject({
            size: z.int().describe('recipients whose texts were made'),
            of: z.int().describe('recipients from whom they were chosen'),
          })
          .describe(
            `so many recipients' texts were made, of so many recipients; the same ones each time, at most ${SAMPLE_SIZE}`,
          ),
        encodings: z
          .strictObject({
            'GSM-7': z.int().describe('texts of the sample that fit GSM-7'),
            'UCS-2': z.int().describe('texts of the sample that need UCS-2'),
          })
          .describe('of the sample'),
        failures: z
          .array(
            z.strictObject({
              reason: z
                .enum([...FAIL_REASONS, 'aborted'])
                .describe('as of a failed message, or aborted: the template says so'),
              count: z.int().describe('recipients of the sample'),
            }),
          )
          .describe('of the sample: who would get nothing, and why'),
        segments: z.int().describe('SMS segments to those left by the draw; exact when the sample is all of them'),
        cost: z
          .strictObject({
            amount: z.number().describe('to four decimals'),
            currency: z.string().describe('ISO 4217'),
          })
          .nullable()
          .describe('of the segments; null without a price'),
      })
      .nullable()
      .describe('null without a template'),
    notes: z
      .array(problemOfField)
      .optional()
      .describe(
        'properties that the condition compares with numbers, and that hold texts at some profiles or events; events that it looks for further back than they are kept',
      ),
  })
  .describe(
    'qualified = reachable + optedOut + noUsableNumber + notSubscribed; reachable = recipients + duplicateNumbers + capped',
  );

/** `deadlineMs`: after which an estimate is given up. */
export function segmentEstimateRoutes(
  { store, now }: Pick<ApiDependencies, 'store' | 'now'>,
  { deadlineMs = DEADLINE_MS }: { deadlineMs?: number } = {},
): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/segments/estimate',
      operationId: 'estimateSegment',
      scope: 'read',
      audit: 'none',
      tag: 'Segments',
      summary: 'Count who qualifies now, who of them can be reached, and what a message to them comes to',
      description: `Nothing is saved. Everybody is counted; only segments and cost come from a sample. It is given up with a 503 after ${DEADLINE_MS / 1000} seconds.`,
      body: estimateInput,
      answer: estimateAnswer,
      problems: ['conflict'],
      idempotent: false,
      async handle({ body }) {
        const signal = AbortSignal.timeout(deadlineMs);
        try {
          return await unlessAborted(estimate(body, signal), signal);
        } catch (error) {
          throw signal.aborted && error === signal.reason ? tookTooLong(deadlineMs) : error;
        }
      },
    }),
  ];

  async function estimate(body: EstimateInput, signal: AbortSignal) {
    const problem = body.template === undefined ? null : templateProblem(body.template, '/template');
    if (problem) throw invalid([problem]);
    const [condition, account] = await Promise.all([conditionOf(body), store.account.get()]);
    const sampleSize = body.template === undefined ? 0 : SAMPLE_SIZE;
    const at = now();
    const limits = appliedLimits(account.profileLimits, { ...body, countForProfileLimits: true })?.limits ?? [];
    const cappedAmong =
      limits.length > 0
        ? cappedProfiles(store.profileCaps, {
            limits,
            now: at,
            accountZone: account.timeZone,
            zoneFromNumber: account.zoneFromNumber,
          })
        : undefined;
    const topic = topicOf(body, account);
    const query = { now: at, zone: account.timeZone, sampleSize, topic, cappedAmong, signal };
    const [found, notes] = await Promise.all([
      estimateReach(store, condition, query),
      conditionNotes(condition, store, at),
    ]);
    const { sample, byCountry, byTimeZone, ...counts } = found;
    const share = shareOf(body.reach, counts.recipients + counts.capped);
    return {
      ...counts,
      afterReach: Math.round(counts.recipients * share),
      byCountry: { ...byCountry, rows: byCountry.rows.map(({ name, ...row }) => ({ country: name, ...row })) },
      byTimeZone: { ...byTimeZone, rows: byTimeZone.rows.map(({ name, ...row }) => ({ timeZone: name, ...row })) },
      message: await messageOf(body, { found, share, accountPrice: account.price, signal }),
      ...(notes.length > 0 && { notes }),
    };
  }

  async function messageOf(
    { template, maxSegments, campaignName, price }: EstimateInput,
    of: { found: ReachEstimate; share: number; accountPrice: SegmentPrice | undefined; signal: AbortSignal },
  ) {
    if (template === undefined) return null;
    const { found, share, signal } = of;
    const drawn = { ...found, byCountry: part(found.byCountry, share) };
    const query = {
      template,
      maxSegments,
      campaignName,
      price: price ?? of.accountPrice ?? null,
      reach: drawn,
      signal,
    };
    const { failures, ...rest } = await estimateMessage(query, store);
    return { ...rest, failures: [...failures] };
  }

  async function conditionOf(body: EstimateInput) {
    if ('everyone' in body) return 'everyone';
    if ('condition' in body) return await resolved(body.condition, { store, base: '/condition' });
    return await resolved({ kind: 'segment', segmentId: body.segmentId }, { store, base: '' });
  }
}

function topicOf({ topic: id }: EstimateInput, { topics }: Account): TopicRule | undefined {
  if (id === undefined) return undefined;
  const topic = topics.find((one) => one.id === id);
  if (topic) return ruleOf(topic);
  throw invalid([
    { field: '/topic', got: 'an id that no topic of the account has', wanted: "the id of one of the account's topics" },
  ]);
}

/** The share that is drawn of so many who take part: limits per profile are looked at when a message is sent. */
function shareOf(reach: Reach, drawable: number): number {
  if (reach.kind === 'percentage') return reach.percentage / 100;
  return reach.kind === 'number' && drawable > 0 ? Math.min(1, reach.number / drawable) : 1;
}

/** The groups with a share of their recipients, which need not be whole. */
const part = ({ rows, other }: GroupRows, share: number): GroupRows => ({
  rows: rows.map((row) => ({ ...row, recipients: row.recipients * share })),
  other: { ...other, recipients: other.recipients * share },
});

/** What `work` comes to, or the signal's reason once it is aborted; the work itself has to look at the signal, too. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let give: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    give = () => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

const tookTooLong = (deadlineMs: number): ApiError =>
  new ApiError('unavailable', {
    detail:
      `Counting took more than ${deadlineMs / 1000} seconds and was given up. Try again when the store has less to do, or estimate a part: ` +
      'a condition over profiles alone is the fastest, and an event condition with a "within" the next. Campaigns are not bound by this limit.',
    headers: { 'Retry-After': '60' },
  });
