import { z } from 'zod';
import { type Decided, INBOUND_DECISIONS, type InboundDecision, KEYWORD_DECISIONS } from './decision.ts';
import { wordsOf } from './words.ts';

export const keyword = z
  .string()
  .max(60)
  .refine((text) => wordsOf(text).length > 0, 'wanted: at least one letter or digit');

const answerText = z.string().trim().min(1).max(1600);

const answer = z.strictObject({
  default: answerText.describe('the answer in any other language'),
  languages: z
    .record(z.string().regex(/^[a-z]{2,3}$/, 'wanted: a language of ISO 639, such as fr'), answerText)
    .default({})
    .describe('answers by language: that of the keyword, or else that of the profile'),
});

/** A record in which each of `keys` may be left out. */
const perDecision = <Key extends InboundDecision, Value extends z.ZodType>(keys: readonly Key[], value: Value) =>
  z.strictObject(
    Object.fromEntries(keys.map((key) => [key, value.optional().describe(DECISION_TEXT[key])])) as Record<
      Key,
      z.ZodOptional<Value>
    >,
  );

const DECISION_TEXT: Readonly<Record<InboundDecision, string>> = {
  opt_out: 'for texts by which somebody opts out',
  opt_in: 'for texts by which somebody opts in again',
  help: 'for questions for help',
  confirm: 'for texts that confirm a subscription to a topic',
  subscribe: 'for texts that subscribe to a topic, if nothing has to be confirmed',
  unsubscribe: 'for texts that unsubscribe from a topic',
  near_miss: 'for texts that resemble an opt-out and wait for a review',
  other: 'for all other texts',
};

export const inboundSettings = z.strictObject({
  keywords: perDecision(KEYWORD_DECISIONS, z.array(keyword).max(100))
    .default({})
    .describe('keywords in addition to the built-in ones, and before them, by what they ask for'),
  answers: perDecision(INBOUND_DECISIONS, answer)
    .default({})
    .describe(
      'what is answered, through the same provider: at most one answer of a kind to a number and day. Left out: nothing. A number that has opted out gets an answer only to the text by which it did, and to a question for help',
    ),
});
export type InboundSettings = z.infer<typeof inboundSettings>;

/** The text of the answer; null: there is none. `profileLanguage` is a tag such as `fr-CA`. */
export function answerTo(
  { decision, language }: Decided,
  answers: InboundSettings['answers'],
  profileLanguage: string | null,
): { readonly decision: InboundDecision; readonly text: string } | null {
  const configured = answers[decision];
  if (!configured) return null;
  const { languages } = configured;
  const spoken = [language, profileLanguage?.split('-')[0]?.toLowerCase() ?? null];
  const known = spoken.find((one) => one !== null && Object.hasOwn(languages, one));
  return { decision, text: (known && languages[known]) || configured.default };
}
