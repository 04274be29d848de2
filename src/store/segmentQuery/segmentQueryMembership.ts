import type { DocumentSource } from '../documentSource.ts';

/** Returns, page after page, which ids of a page belong to a set. Pages must come in ascending order of ids, without overlap. */
export interface Membership {
  /** `ids` ascending; the answers are in the same order. */
  among(ids: readonly string[]): Promise<boolean[]>;
  close(): Promise<void>;
}

/** Ids in ascending order, a batch at a time. */
export interface IdSource {
  /** The next batch, possibly an empty one; null after the last. */
  next(): Promise<readonly string[] | null>;
  close(): Promise<void>;
}

/** The `_id`s of documents that come in ascending order of them. */
export const idsOf = (documents: DocumentSource<{ readonly _id: string }>): IdSource => ({
  next: async () => (await documents.next())?.map(({ _id }) => _id) ?? null,
  close: () => documents.close(),
});

/**
 * Membership in the ids of a source. Both sides are read once, like a merge of two sorted lists: one batch of the source is
 * held at a time, however long it is.
 */
export function sortedMembership(source: IdSource): Membership {
  let batch: readonly string[] = [];
  let position = 0;

  /** The first id not below `id`, or undefined after the last one. */
  const seek = async (id: string): Promise<string | undefined> => {
    for (;;) {
      for (; position < batch.length; position += 1) {
        const found = batch[position];
        if (found !== undefined && found >= id) return found;
      }
      const next = await source.next();
      if (next === null) return undefined;
      batch = next;
      position = 0;
    }
  };

  return {
    async among(ids) {
      const answers: boolean[] = [];
      let head: string | undefined = '';
      for (const id of ids) {
        // Awaited only if the set's next id isn't known to be beyond this one.
        if (head !== undefined && head < id) head = await seek(id);
        answers.push(head === id);
      }
      return answers;
    },
    close: () => source.close(),
  };
}

export const complement = (of: Membership): Membership => ({
  among: async (ids) => (await of.among(ids)).map((answer) => !answer),
  close: () => of.close(),
});

export const intersection = (parts: readonly Membership[]): Membership =>
  combined(parts, (answers) => answers.every(Boolean));

export const union = (parts: readonly Membership[]): Membership => combined(parts, (answers) => answers.some(Boolean));

function combined(parts: readonly Membership[], decide: (answers: readonly boolean[]) => boolean): Membership {
  return {
    async among(ids) {
      const columns = await Promise.all(parts.map((part) => part.among(ids)));
      return ids.map((_, row) => decide(columns.map((column) => column[row] === true)));
    },
    async close() {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}
