import { RE2JS, RE2Set } from 're2js';
import { problem } from './requestTemplate.ts';

/** How much of an answer or a receipt is searched at most, in characters. */
export const SEARCHED = 16 * 1024;

/**
 * A search takes at most about 60 ns for each instruction of the pattern and each character (measured). All searches of one answer together
 * take at most about 100 ms with this product: the more instructions its patterns have, the less of it is searched.
 */
const MAX_WORK = 1_600_000;
/** With as many, the first 1,000 characters are searched. */
const MAX_INSTRUCTIONS = 1_600;
/** The automaton of a pattern may take this much memory, in bytes; building a larger one would take longer than the search. */
const AUTOMATON_BYTES = 256 * 1024;

/** A regular expression, whose search takes a time that is linear in the text (RE2). */
export interface Pattern {
  test(text: string): boolean;
}

/** Compiles the patterns for one answer or receipt, which are limited together. */
export class Patterns {
  #instructions = 0;

  /** @throws ProviderSettingsError when `source` is not a regular expression, or the patterns become too complex */
  compile(source: string, at: string): Pattern {
    const { syntax } = this.#parse(source, at);
    const automaton = new RE2Set(RE2Set.UNANCHORED, 0, AUTOMATON_BYTES);
    automaton.add(syntax);
    return { test: (text) => automaton.match(this.#searched(text)).length > 0 };
  }

  /**
   * The same for a pattern of which the text of the first group is wanted; null where it doesn't match, or the group is empty.
   * @throws ProviderSettingsError as above, and when there is no group
   */
  compileGroup(source: string, at: string): (text: string) => string | null {
    const { pattern } = this.#parse(source, at);
    if (pattern.groupCount() === 0) throw problem(at, 'a pattern without a group', 'a group around the value');
    return (text) => {
      const matcher = pattern.matcher(this.#searched(text));
      return matcher.find() ? matcher.group(1) || null : null;
    };
  }

  #parse(source: string, at: string): { readonly syntax: string; readonly pattern: RE2JS } {
    const syntax = RE2JS.translateRegExp(source);
    const pattern = parse(syntax, at);
    this.#instructions += pattern.programSize();
    if (this.#instructions <= MAX_INSTRUCTIONS) return { syntax, pattern };
    throw problem(
      at,
      'a pattern that is too complex, by itself or with those before it',
      'fewer repetitions, or fewer patterns',
    );
  }

  #searched(text: string): string {
    return text.slice(0, Math.min(SEARCHED, Math.floor(MAX_WORK / this.#instructions)));
  }
}

function parse(syntax: string, at: string): RE2JS {
  try {
    return RE2JS.compile(syntax);
  } catch {
    const wanted = 'a regular expression in the syntax of RE2, without look-around and back-references';
    throw problem(at, 'an invalid pattern', wanted);
  }
}
