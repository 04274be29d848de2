import { z } from 'zod';
import { type AddedKeywords, decideInbound, isTaken } from '../inbound/decision.ts';
import { keyword } from '../inbound/inboundSettings.ts';
import { wordsOf } from '../inbound/words.ts';
import type { FieldProblem } from '../problems.ts';

/** What a number needs before it gets messages of a topic. */
export const OPT_INS = ['not_needed', 'single', 'double'] as const;
export type OptIn = (typeof OPT_INS)[number];

export const topicId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, 'wanted: 1 to 50 lower-case letters, digits, _ or -, such as offers')
  .describe('id of the topic, such as offers');

const shared = {
  id: topicId,
  name: z.string().trim().min(1).max(100).describe('shown to people'),
  description: z.string().trim().min(1).max(500).optional().describe('what its messages are about'),
  keywords: z
    .array(keyword)
    .max(20)
    .default([])
    .describe(
      'words by which people subscribe themselves: a text of OFFERS or START OFFERS subscribes, STOP OFFERS unsubscribes from this topic alone. STOP alone still opts out of everything',
    ),
};

const confirmation = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(1600)
      .describe('sent as it is, such as "Reply YES to get our offers by text. Reply STOP to get nothing."'),
    providerGroupId: z
      .string()
      .describe('id of the provider group that sends it; the first provider in use that serves the number'),
  })
  .describe('the text that asks a number to confirm, at most once a day. Left out: Herald sends none');

export const topic = z.discriminatedUnion('optIn', [
  z
    .strictObject({
      optIn: z.literal('not_needed').describe('everybody gets its messages who has not unsubscribed'),
      ...shared,
    })
    .meta({ id: 'OpenTopic', title: 'No opt-in' }),
  z
    .strictObject({ optIn: z.literal('single').describe('only numbers that were subscribed'), ...shared })
    .meta({ id: 'SingleOptInTopic', title: 'Single opt-in' }),
  z
    .strictObject({
      optIn: z
        .literal('double')
        .describe('only numbers that were subscribed and then confirmed it, by a text or elsewhere'),
      ...shared,
      confirmation: confirmation.optional(),
      confirmWithinDays: z
        .int()
        .min(1)
        .max(90)
        .default(7)
        .describe('a text of YES or the like confirms a subscription so many days after the last request'),
    })
    .meta({ id: 'DoubleOptInTopic', title: 'Double opt-in' }),
]);
export type Topic = z.infer<typeof topic>;

export type DoubleTopic = Extract<Topic, { optIn: 'double' }>;

/** The part of a topic that decides who gets a message. */
export interface TopicRule {
  readonly id: string;
  readonly optIn: OptIn;
}

export const ruleOf = ({ id, optIn }: Topic): TopicRule => ({ id, optIn });

export const topics = z
  .array(topic)
  .max(50)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'wanted: each id once')
  .describe('what people can subscribe to and unsubscribe from, beside opting out of everything');

/** Keywords that ask for something else as well, of everything or of another topic. */
export function topicKeywordProblems(all: readonly Topic[], added: AddedKeywords | undefined): FieldProblem[] {
  const taken = new Set<string>();
  return all.flatMap(({ keywords }, at) =>
    keywords.flatMap((text, index): FieldProblem[] => {
      const key = wordsOf(text).join(' ');
      const isRepeated = taken.has(key);
      taken.add(key);
      const { decision } = decideInbound(text, added);
      const problem = { field: `/topics/${at}/keywords/${index}`, got: JSON.stringify(text) };
      if (decision !== 'other' || isTaken(text)) {
        const why = decision === 'other' ? 'says yes, or is only polite' : `is decided as ${decision}`;
        const wanted =
          'a keyword that neither is nor resembles one that opts out, opts in or asks for help, and no yes or please';
        return [{ ...problem, got: `${problem.got}, which by itself ${why}`, wanted }];
      }
      return isRepeated ? [{ ...problem, wanted: 'a keyword that no other topic has' }] : [];
    }),
  );
}
