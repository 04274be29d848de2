import { ForTag, TablerowTag, type Template, type Token, toValueSync, Value } from 'liquidjs';

interface LiteralFilter {
  readonly name: string;
  /** Undefined: computed, so that it is known only when the template is rendered. */
  readonly args: readonly (string | undefined)[];
  readonly token: Token;
}

/** The filters of a template with the texts that it names as their arguments, such as the format of a date, each with the token of its tag. */
export function* literalFilters(templates: readonly Template[]): Generator<LiteralFilter> {
  for (const template of nodes(templates)) {
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value)) continue;
      for (const { name, args } of argument.filters) yield { name, args: args.map(literal), token: template.token };
    }
  }
}

const literal = (argument: unknown): string | undefined =>
  typeof argument === 'object' && argument !== null && 'content' in argument && typeof argument.content === 'string'
    ? argument.content
    : undefined;

/** What the loops of a template go through, as it is written there: `profile.tags`. */
export function* loopCollections(templates: readonly Template[]): Generator<string> {
  for (const template of nodes(templates)) {
    if (template instanceof ForTag || template instanceof TablerowTag) yield template.collection.getText();
  }
}

function* nodes(templates: readonly Template[]): Generator<Template> {
  for (const template of templates) {
    yield template;
    if (template.children) yield* nodes(toValueSync(template.children(false, true)));
  }
}
