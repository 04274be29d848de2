/**
 * A provider's id of a message, as it is stored and compared. Null for anything that can't be an id, such as a page of HTML that a pattern matched:
 * the answer is then one without an id.
 */
export function messageIdOf(given: string | null): string | null {
  const id = given?.trim() ?? '';
  return PLAIN.test(id) ? id : null;
}

/** Printable ASCII, up to the length of the ids that callers choose. */
const PLAIN = /^[\x20-\x7e]{1,128}$/;
