import { type Context, type Liquid, Tag, type TagToken, type TopLevelToken } from 'liquidjs';
import type { RenderContext } from './renderContext.ts';

const MOST_CHARACTERS = 100;

/** The template says that the profile gets no message. */
export class AbortedError extends Error {
  override readonly name = 'AbortedError';
  /** The reason, as it is written in the template. */
  readonly why: string;

  constructor(why: string) {
    super('the template aborts');
    this.why = why;
  }
}

/** `{% abort "no size" %}`: there is no text for this profile. The reason is written out, so that reports contain nothing of a profile. */
export class AbortTag extends Tag {
  readonly #why: string;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid);
    const [, , why = ''] = /^(["'])(.*)\1$/s.exec(token.args.trim()) ?? [];
    if (why.trim() === '' || why.length > MOST_CHARACTERS) {
      throw new Error(
        `the tag abort wants a reason in quotes, up to ${MOST_CHARACTERS} characters, such as {% abort "no size" %}`,
      );
    }
    this.#why = why;
  }

  override render(context: Context): void {
    if (!(context as RenderContext).isTrial) throw new AbortedError(this.#why);
  }
}
