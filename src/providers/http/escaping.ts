/** What a template's text is part of, which decides how the values in it are escaped. */
export type Syntax = 'json' | 'form' | 'xml' | 'url' | 'header' | 'text';

/** The syntax of a body: by its content type or, without one, by how it begins. `source` and `contentType` are templates. */
export function syntaxOfBody(source: string, contentType: string | undefined): Syntax {
  if (contentType !== undefined) {
    if (/json/i.test(contentType)) return 'json';
    if (/x-www-form-urlencoded/i.test(contentType)) return 'form';
    return /xml/i.test(contentType) ? 'xml' : 'text';
  }
  if (/^\s*[{[](?![{%])/.test(source)) return 'json';
  if (/^\s*</.test(source)) return 'xml';
  return /^[\w.[\]-]+=/.test(source) ? 'form' : 'text';
}

/** A text that a filter has already escaped for some syntaxes. Other filters and comparisons see the text. */
export class Escaped {
  readonly text: string;
  readonly #safeIn: readonly Syntax[];

  constructor(text: string, safeIn: readonly Syntax[]) {
    this.text = text;
    this.#safeIn = safeIn;
  }

  isSafeIn(syntax: Syntax): boolean {
    return this.#safeIn.includes(syntax);
  }

  toString(): string {
    return this.text;
  }
}

/** Escapes a value so that it can't end the string, parameter, element or header that it is in. In JSON the quotes are the template's. */
export function escapeFor(syntax: Syntax, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Escaped && value.isSafeIn(syntax)) return value.text;
  const text = typeof value === 'object' && !(value instanceof Escaped) ? JSON.stringify(value) : String(value);
  switch (syntax) {
    case 'json':
      return JSON.stringify(text).slice(1, -1);
    case 'form':
    case 'url':
      return encodeURIComponent(text);
    case 'xml':
      return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
    case 'header':
      // A header that isn't printable ASCII would make the whole request invalid.
      return text.replace(/[^\x20-\x7e]+/g, encodeURIComponent);
    case 'text':
      return text;
  }
}
