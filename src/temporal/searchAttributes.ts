import type { OperatorService } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../domain/searchAttributes.ts';
import type { Logger } from '../logger.ts';

/** `temporal.api.enums.v1.IndexedValueType`. */
const INDEXED_VALUE_TYPES = { KEYWORD: 2, DATETIME: 6 } as const;

type Attribute = Pick<(typeof SEARCH_ATTRIBUTES)[number], 'name' | 'type'>;

/**
 * Registers the search attributes that are missing in the namespace; a workflow that sets an unknown one would hang. Where
 * the server doesn't let us (Temporal Cloud), an operator registers them once: docs/production.md says how.
 */
export async function ensureSearchAttributes(
  operator: OperatorService,
  { namespace, log }: { namespace: string; log: Pick<Logger, 'warn'> },
): Promise<void> {
  const names = SEARCH_ATTRIBUTES.map(({ name }) => name).join(', ');
  try {
    const { customAttributes } = await operator.listSearchAttributes({ namespace });
    const missing = SEARCH_ATTRIBUTES.filter((attribute) => !(attribute.name in customAttributes));
    if (missing.length > 0) await addSearchAttributes(operator, namespace, missing);
  } catch (error) {
    log.warn({ err: error }, `this worker may not list or register search attributes: ${names} have to be there`);
  }
}

/** Registers `attributes`, none of which the namespace has yet. */
export async function addSearchAttributes(
  operator: OperatorService,
  namespace: string,
  attributes: readonly Attribute[],
): Promise<void> {
  const searchAttributes = Object.fromEntries(attributes.map(({ name, type }) => [name, INDEXED_VALUE_TYPES[type]]));
  await operator.addSearchAttributes({ namespace, searchAttributes });
}
