import type { OperatorService } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../domain/searchAttributes.ts';

/** `temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD`. */
const KEYWORD = 2;

/**
 * Registers the search attributes that are missing in the namespace; a workflow that sets an unknown one would hang. Where
 * the server doesn't let us (Temporal Cloud), an operator registers them once: docs/production.md says how.
 */
export async function ensureSearchAttributes(operator: OperatorService, namespace: string): Promise<void> {
  const { customAttributes } = await operator.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTES.filter((attribute) => !(attribute.name in customAttributes));
  if (missing.length > 0) await addSearchAttributes(operator, namespace, missing);
}

/** Registers `attributes`, none of which the namespace has yet. */
export async function addSearchAttributes(
  operator: OperatorService,
  namespace: string,
  attributes: readonly { readonly name: string }[],
): Promise<void> {
  const searchAttributes = Object.fromEntries(attributes.map(({ name }) => [name, KEYWORD]));
  await operator.addSearchAttributes({ namespace, searchAttributes });
}
