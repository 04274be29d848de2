import { editDistance } from '../editDistance.ts';
import { KEYWORDS, PERHAPS_OPT_OUT, POLITE, YES_WORDS } from './keywords.ts';
import { wordsOf } from './words.ts';

/**
 * What an inbound text asks for. `confirm`, `subscribe` and `unsubscribe` are about topics. `near_miss`: it isn't one of the keywords, but may ask for an
 * end; a person has to read it. `other`: anything else.
 */
export const INBOUND_DECISIONS = [
  'opt_out',
  'opt_in',
  'help',
  'confirm',
  'subscribe',
  'unsubscribe',
  'near_miss',
  'other',
] as const;
export type InboundDecision = (typeof INBOUND_DECISIONS)[number];
/** What a keyword can ask for. */
export const KEYWORD_DECISIONS = ['opt_out', 'opt_in', 'help'] as const;
export type KeywordDecision = (typeof KEYWORD_DECISIONS)[number];

export interface Keyword {
  readonly text: string;
  readonly decision: KeywordDecision;
  /** ISO 639-1; null: the account's own keyword. */
  readonly language: string | null;
}

export interface Decided {
  readonly decision: InboundDecision;
  /** The only language that has the keyword; null: several have it, or there is none. */
  readonly language: string | null;
  /** The topics that it is about. Left out: none. */
  readonly topicIds?: readonly string[];
}

/** Keywords of a topic. */
export interface TopicKeywords {
  readonly id: string;
  readonly keywords: readonly string[];
}

/** Keywords that an account has in addition, by what they ask for. */
export type AddedKeywords = Readonly<Partial<Record<KeywordDecision, readonly string[] | undefined>>>;

/**
 * Decides by whole words and never by a part of the text: all of it has to be keywords that ask for the same, and polite additions.
 * Case, width, accents, punctuation and emoji make no difference. A keyword of a topic subscribes, and beside one that opts out unsubscribes from it.
 */
export function decideInbound(text: string, added: AddedKeywords = {}, topics: readonly TopicKeywords[] = []): Decided {
  const words = wordsOf(text);
  const own = ownKeywords(added);
  const found = keywordsIn(words, [topicKeywords(topics), own, BUILT_IN]);
  const asked = found?.filter(({ decision }) => decision !== null) ?? [];
  const topicIds = [...new Set(found?.flatMap(({ topicId }) => topicId ?? []))];
  const decisions = new Set(asked.flatMap(({ decision }) => decision ?? []));
  const [decision = null] = decisions;
  const language = onlyLanguage(asked);
  if (decisions.size === 1 && decision !== null && topicIds.length === 0) return { decision, language };
  if (decisions.size <= 1 && topicIds.length > 0) {
    const isAboutAll = asked.some((entry) => EVERYTHING.has(entry.words.join(' ')));
    if (decision === 'help' || (decision !== null && isAboutAll)) return { decision, language };
    return { decision: decision === 'opt_out' ? 'unsubscribe' : 'subscribe', language, topicIds };
  }
  return { decision: mayAskForAnEnd(words, own) ? 'near_miss' : 'other', language: null };
}

/** Whether all of a text is words that mean something already, in any language: keywords, yes, and polite additions. */
export const isTaken = (text: string): boolean => keywordsIn(wordsOf(text), [YES, BUILT_IN]) !== null;

/** Whether all of a text says yes, in any language: the answer to a question. */
export function saysYes(text: string): boolean {
  const found = keywordsIn(wordsOf(text), [YES, BUILT_IN]) ?? [];
  return found.some(({ isYes }) => isYes) && found.every(({ isYes, decision }) => isYes || decision === null);
}

interface Entry {
  readonly words: readonly string[];
  /** Null: a polite addition, a word of a topic, or a yes. */
  readonly decision: KeywordDecision | null;
  readonly topicId?: string | undefined;
  readonly isYes?: boolean | undefined;
  readonly languages: readonly string[];
}

/** By first word, longer ones first: "opt out" comes before "opt". */
type Lexicon = ReadonlyMap<string, readonly Entry[]>;

const BUILT_IN = lexiconOf([...KEYWORDS, ...POLITE.map((text) => ({ text, decision: null, language: null }))]);
const OPT_OUT_WORDS = new Set(
  KEYWORDS.filter(({ decision }) => decision === 'opt_out').map(({ text }) => wordsOf(text).join(' ')),
);
/** Short words are too often one letter away from another. */
const MISSPELT = [...OPT_OUT_WORDS].filter((word) => word.length >= 4 && !word.includes(' '));
const YES = lexiconOf(YES_WORDS.map((text) => ({ text, decision: null, language: null, isYes: true })));
/** An opt-out by these is one of everything, whatever topic is named beside. */
const EVERYTHING = new Set(['stop all', 'stopall']);
const PERHAPS = PERHAPS_OPT_OUT.map((text) => wordsOf(text).join(' '));

function ownKeywords(added: AddedKeywords): Lexicon {
  return lexiconOf(
    Object.entries(added).flatMap(([decision, texts]) =>
      (texts ?? []).map((text) => ({ text, decision: decision as KeywordDecision, language: null })),
    ),
  );
}

const topicKeywords = (topics: readonly TopicKeywords[]): Lexicon =>
  lexiconOf(
    topics.flatMap(({ id, keywords }) =>
      keywords.map((text) => ({ text, decision: null, language: null, topicId: id })),
    ),
  );

function lexiconOf(
  keywords: readonly (Pick<Entry, 'decision' | 'topicId' | 'isYes'> & { text: string; language: string | null })[],
): Lexicon {
  const entries = new Map<string, Entry>();
  for (const { text, decision, language, topicId, isYes } of keywords) {
    const words = wordsOf(text);
    if (words.length === 0) continue;
    const key = JSON.stringify([decision, words]);
    const languages = [...(entries.get(key)?.languages ?? []), ...(language === null ? [] : [language])];
    entries.set(key, { words, decision, languages, topicId, isYes });
  }
  const lexicon = new Map<string, Entry[]>();
  for (const entry of entries.values()) {
    const [first = ''] = entry.words;
    lexicon.set(
      first,
      [...(lexicon.get(first) ?? []), entry].sort((a, b) => b.words.length - a.words.length),
    );
  }
  return lexicon;
}

/** What the words consist of, by the first of the lexicons that has it; null if there is anything else among them. */
function keywordsIn(words: readonly string[], lexicons: readonly Lexicon[]): Entry[] | null {
  const found: Entry[] = [];
  for (let at = 0; at < words.length; ) {
    const [entry] = lexicons.flatMap((lexicon) => entryAt(words, at, lexicon) ?? []);
    if (!entry) return null;
    found.push(entry);
    at += entry.words.length;
  }
  return found;
}

const entryAt = (words: readonly string[], at: number, lexicon: Lexicon): Entry | undefined =>
  lexicon.get(words[at] ?? '')?.find((entry) => entry.words.every((word, index) => words[at + index] === word));

function onlyLanguage(asked: readonly Entry[]): string | null {
  const [first, ...others] = asked;
  const shared = (first?.languages ?? []).filter((one) => others.every(({ languages }) => languages.includes(one)));
  return shared.length === 1 ? (shared[0] ?? null) : null;
}

/** Whether it has an opt-out keyword among other words, a wording of that meaning, or is one misspelt keyword. */
function mayAskForAnEnd(words: readonly string[], own: Lexicon): boolean {
  if (words.some((_, at) => [own, BUILT_IN].some((lexicon) => entryAt(words, at, lexicon)?.decision === 'opt_out'))) {
    return true;
  }
  const joined = ` ${words.join(' ')} `;
  if (PERHAPS.some((wording) => joined.includes(` ${wording} `))) return true;
  const [only = '', ...rest] = words.filter((word) => !BUILT_IN.get(word)?.some(({ decision }) => decision === null));
  return rest.length === 0 && only.length >= 4 && MISSPELT.some((keyword) => isNear(only, keyword));
}

/** One letter more, less or other, or two that changed places; two such mistakes in a long word. */
function isNear(word: string, keyword: string): boolean {
  const allowed = keyword.length >= 9 ? 2 : 1;
  return Math.abs(word.length - keyword.length) <= allowed && editDistance(word, keyword, { swaps: true }) <= allowed;
}
