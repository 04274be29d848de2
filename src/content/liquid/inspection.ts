import { ForTag, TablerowTag, type Template, type Token, toValueSync, Value } from 'liquidjs';

interface LiteralDate {
  /** Undefined: computed, so that it is known only when the template is rendered, or left out. */
  readonly format: string | undefined;
  readonly zone: string | undefined;
  readonly token: Token;
}

/** The formats and time zones that a template names in its filters `date`, each with the token of its tag. */
export function* literalDates(templates: readonly Template[]): Generator<LiteralDate> {
  for (const template of nodes(templates)) {
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value)) continue;
      for (const { name, args } of argument.filters) {
        if (name === 'date') yield { format: literal(args[0]), zone: literal(args[1]), token: template.token };
      }
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
