import { ForTag, TablerowTag, type Template, type Token, toValueSync, Value } from 'liquidjs';

/** The time zones that a template names in its filters `date`, each with the token of its tag. Computed zones are known only when it is rendered. */
export function* literalZones(templates: readonly Template[]): Generator<{ zone: string; token: Token }> {
  for (const template of nodes(templates)) {
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value)) continue;
      for (const { name, args } of argument.filters) {
        const zone = name === 'date' ? args[1] : undefined;
        if (zone && 'content' in zone && typeof zone.content === 'string') {
          yield { zone: zone.content, token: template.token };
        }
      }
    }
  }
}

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
