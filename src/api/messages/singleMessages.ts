import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { smsSegments } from '../../content/encoding.ts';
import { usableNumber } from '../../domain/audience/phone.ts';
import { singleMessageId } from '../../domain/ids.ts';
import { eventData, presentData } from '../../domain/live/apiTrigger.ts';
import type { Dispatch } from '../../domain/message/dispatch.ts';
import { MESSAGE_REASONS, MESSAGE_STATUSES, type Message } from '../../domain/message/message.ts';
import { savedMessageReference } from '../../domain/message/savedMessage.ts';
import { dispatchOfSingle } from '../../domain/message/singleMessage.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import type { MemberOfGroup } from '../../domain/provider/provider.ts';
import { SANDBOX_MEMBERS } from '../../domain/provider/sandbox.ts';
import { ruleOf, topicId } from '../../domain/topics/topic.ts';
import { callerId } from '../../domain/values.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { checkFurtherScope } from '../http/authentication.ts';
import { describeValue } from '../http/describeValue.ts';
import { ApiError, invalid } from '../http/problem.ts';
import { type Caller, defineRoute, type Route } from '../http/route.ts';
import { instant } from '../wire.ts';
import { MOST_CHARACTERS, type Recipient, savedText } from './savedText.ts';

/** How often the ledger is looked at for somebody who waits. */
const LOOK_MS = 25;
const HOUR_MS = 3_600_000;

export const singleMessageInput = z.strictObject({
  to: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("a number with its country code, or one of the account's defaultCountry; or else profileId"),
  profileId: callerId.optional().describe('the profile whose number gets the message; or else to'),
  text: z
    .string()
    .min(1)
    .max(MOST_CHARACTERS)
    .optional()
    .describe('sent as it is; 1 to 1,600 characters; or else savedMessage'),
  savedMessage: savedMessageReference
    .optional()
    .describe('whose text is composed now, for the profile if there is one; or else text'),
  data: eventData.describe('values that the saved message has as {{ event.NAME }}, by name, at most 256'),
  providerGroupId: z.string().describe('id of the provider group that sends the message'),
  topic: topicId.optional().describe("one of the account's topics: a number that gets no messages of it is skipped"),
  transactional: z
    .string()
    .min(3)
    .max(200)
    .optional()
    .describe(
      'why it is sent even if the number has opted out, such as one-time password; kept with the message. Needs the scope send:transactional',
    ),
  expiresInSeconds: z
    .int()
    .min(5)
    .max(86_400)
    .default(3600)
    .describe(
      'how long it is of use, in seconds: later it is not sent any more, and providers are told not to deliver it',
    ),
  onUncertain: z
    .enum(['skip', 'resend'])
    .default('skip')
    .describe('as for campaigns: what happens if the answer was lost, and the provider cannot say what became of it'),
});

export const singleMessageAnswer = z.strictObject({
  id: z.string().describe('of the request'),
  messageId: z.string().describe('of the message in the ledger'),
  status: z
    .enum(['queued', ...MESSAGE_STATUSES])
    .describe('queued: it is on its way; the others are those of the ledger'),
  reason: z.enum(MESSAGE_REASONS).nullable().describe('why it failed, was skipped or is uncertain; null otherwise'),
  encoding: z.enum(['GSM-7', 'UCS-2']).describe('UCS-2 where a character of the text is not in GSM-7'),
  segments: z.int().describe('the number of SMS segments of the text'),
  expiresAt: instant.describe('it is not sent from then on'),
});

type Dependencies = Pick<ApiDependencies, 'store' | 'singleMessages' | 'now'>;

/** One message to one person, now. */
export function singleMessageRoutes({ store, singleMessages, now }: Dependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/messages',
      operationId: 'sendMessage',
      scope: 'send',
      audit: 'counts',
      tag: 'Messages',
      summary: 'Send one message now',
      description: `For one-time passwords, receipts and alerts. The answer means that the message is stored and will be sent, whatever crashes: 200 when it has left the queue, 202 before. It goes ahead of all campaigns, through the providers of the group with failover, outside of do-not-disturb hours and of limits per profile. With an Idempotency-Key a repeated request sends nothing more.

A number that has opted out gets nothing unless the message is \`transactional\`. The account's \`singleMessages\` limits messages per number and per country in an hour.`,
      query: z.strictObject({
        wait: z
          .string()
          .regex(/^(10|\d)s$/, 'wanted: a number of seconds from 0s to 10s')
          .default('0s')
          .describe('how long the answer may wait for the outcome, from 0s to 10s'),
      }),
      body: singleMessageInput,
      answer: singleMessageAnswer,
      accepted: 'The message is stored, and on its way.',
      problems: ['too-many-requests'],
      async handle({ body, query, caller, newId, answerAccepted }) {
        if (body.transactional !== undefined)
          checkFurtherScope(caller, 'send:transactional', 'A transactional message');
        const id = newId('msg');
        const at = now();
        const dispatch = await dispatchFor(id, body, { caller, at });
        await store.dispatches.open(dispatch);
        await singleMessages.start(id);
        const message = await outcomeOf(id, Number.parseInt(query.wait, 10) * 1000);
        if (message === null) answerAccepted();
        return toAnswer(id, dispatch, message);
      },
    }),
  ];

  /** Throws a 400 with all that is wrong, or a 429. */
  async function dispatchFor(
    id: string,
    body: z.output<typeof singleMessageInput>,
    { caller, at }: { caller: Caller; at: Date },
  ): Promise<Dispatch> {
    const account = await store.account.get();
    const topic = account.topics.find((one) => one.id === body.topic);
    const [to, members] = await Promise.all([
      recipientOf(body, account.defaultCountry),
      caller.sandbox ? SANDBOX_MEMBERS : membersOf(body.providerGroupId),
    ]);
    const countries: readonly string[] | undefined = account.singleMessages.countries;
    const wrong: FieldProblem[] = [];
    const words = await textOf(body, { to, at });
    if ('problem' in words) wrong.push(words.problem);
    if ('problem' in to) wrong.push(to.problem);
    else if (countries && !(to.country !== null && countries.includes(to.country))) {
      wrong.push({ field: '/to', got: `a number of ${to.country ?? 'no country'}`, wanted: COUNTRY_WANTED });
    }
    if (members === null) {
      wrong.push({ field: '/providerGroupId', got: 'an id that no provider group has', wanted: 'a provider group' });
    }
    if (body.topic !== undefined && !topic) {
      wrong.push({ field: '/topic', got: 'an id that no topic of the account has', wanted: 'a topic of the account' });
    }
    if ('problem' in to || 'problem' in words || members === null || wrong.length > 0) throw invalid(wrong);
    if (!caller.sandbox) await count(id, to, at, account.singleMessages);
    return dispatchOfSingle({
      id,
      request: {
        to: to.e164,
        country: to.country,
        text: words.text,
        profileId: body.profileId ?? null,
        evenIfOptedOut: body.transactional ?? null,
        expiresAt: new Date(at.getTime() + body.expiresInSeconds * 1000),
      },
      members,
      topic: topic && ruleOf(topic),
      onUncertain: body.onUncertain,
      now: at,
    });
  }

  async function textOf(
    { text, savedMessage, data }: z.output<typeof singleMessageInput>,
    { to, at }: { to: Recipient | { problem: FieldProblem }; at: Date },
  ): Promise<{ readonly text: string } | { readonly problem: FieldProblem }> {
    if ((text === undefined) === (savedMessage === undefined)) {
      const got = text === undefined ? 'neither text nor savedMessage' : 'text and savedMessage';
      return { problem: { field: '', got, wanted: 'one of the two' } };
    }
    if (savedMessage)
      return await savedText({ savedMessage, data: presentData(data), to: 'problem' in to ? null : to, at }, store);
    if (data === undefined) return { text: text ?? '' };
    return {
      problem: { field: '/data', got: 'values beside a text', wanted: 'them only with savedMessage, which uses them' },
    };
  }

  async function recipientOf(
    { to, profileId }: z.output<typeof singleMessageInput>,
    country: string | undefined,
  ): Promise<Recipient | { problem: FieldProblem }> {
    if ((to === undefined) === (profileId === undefined)) {
      const got = to === undefined ? 'neither to nor profileId' : 'to and profileId';
      return { problem: { field: '', got, wanted: 'one of the two' } };
    }
    if (profileId !== undefined) {
      const profile = await store.profiles.get(profileId);
      if (profile?.number) return { e164: profile.number, country: profile.country, profile };
      const got = profile ? 'a profile without a usable number' : 'an id that no profile has';
      return { problem: { field: '/profileId', got, wanted: 'a profile with a usable number' } };
    }
    const number = usableNumber(to, country);
    if (number) return { ...number, profile: null };
    return {
      problem: {
        field: '/to',
        got: describeValue(to, ['to']),
        wanted: 'a number that is possible for its country, with + and the country code',
      },
    };
  }

  async function membersOf(groupId: string): Promise<readonly MemberOfGroup[] | null> {
    return (await store.providerGroups.get(groupId))?.members ?? null;
  }

  async function count(
    id: string,
    { e164, country }: { e164: string; country: string | null },
    at: Date,
    limits: { readonly perNumberAndHour: number; readonly perCountryAndHour: number },
  ): Promise<void> {
    const take = (key: string, max: number) => store.hourlyCounts.take({ key, id, max, now: at });
    const seconds = Math.ceil((HOUR_MS - (at.getTime() % HOUR_MS)) / 1000);
    const full = (of: string, max: number) =>
      new ApiError('too-many-requests', {
        detail: `The account allows ${max} single messages to ${of} in an hour.`,
        headers: { 'Retry-After': String(seconds) },
      });
    const { perNumberAndHour, perCountryAndHour } = limits;
    if (!(await take(`number/${e164}`, perNumberAndHour))) throw full('one number', perNumberAndHour);
    if (!(await take(`country/${country ?? ''}`, perCountryAndHour))) throw full('one country', perCountryAndHour);
  }

  /** The message, once it is in the ledger, but at most `waitMs` later; null: it isn't. */
  async function outcomeOf(id: string, waitMs: number): Promise<Message | null> {
    const until = Date.now() + waitMs;
    for (;;) {
      const message = await store.messages.get(singleMessageId(id));
      if (message !== null || Date.now() >= until) return message;
      await delay(LOOK_MS);
    }
  }
}

const COUNTRY_WANTED = "a number of one of the countries of the account's singleMessages";

function toAnswer(
  id: string,
  { request, startedAt }: Dispatch,
  message: Message | null,
): z.input<typeof singleMessageAnswer> {
  const { encoding, segments } = smsSegments(request?.text ?? '');
  return {
    id,
    messageId: singleMessageId(id),
    status: message?.status ?? 'queued',
    reason: message?.reason ?? null,
    encoding,
    segments,
    expiresAt: (request?.expiresAt ?? startedAt).toISOString(),
  };
}
