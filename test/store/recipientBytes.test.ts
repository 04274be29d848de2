import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_HASH, numberHash } from '../../src/store/numberHash.ts';
import { hashedIdsIn, type PageRecipient, recipientQueue, recipientWriter } from '../../src/store/recipientBytes.ts';

const bytesOf = (recipients: readonly PageRecipient[]): Uint8Array => {
  const writer = recipientWriter();
  for (const recipient of recipients) writer.add(recipient);
  expect(writer.size).toBe(recipients.length);
  return writer.bytes();
};

const printable = Array.from({ length: 0x7e - 0x20 }, (_, index) => String.fromCharCode(0x21 + index));
const profileId = fc.string({ unit: fc.constantFrom(...printable), minLength: 1, maxLength: 128 });
const number = fc.nat(1e9).map((digits) => `+447${digits}`);
const recipient: fc.Arbitrary<PageRecipient> = fc.oneof(
  fc.record({ profileId, reachability: fc.constant('reachable' as const), hash: number.map(numberHash) }),
  fc.record({
    profileId,
    reachability: fc.constantFrom('reachable' as const, 'opted_out' as const, 'no_usable_number' as const),
    hash: fc.constant(NO_HASH),
  }),
);

describe('recipients as bytes', () => {
  it('are read as they were written, in whatever portions', () => {
    const pages = fc.array(fc.array(recipient, { maxLength: 60 }), { maxLength: 6 });
    fc.assert(
      fc.property(pages, fc.integer({ min: 1, max: 25 }), (parts, count) => {
        const queue = recipientQueue();
        const out: PageRecipient[] = [];
        const take = (): void => {
          out.push(...queue.take(count));
        };
        for (const part of parts) {
          queue.push(bytesOf(part));
          while (queue.size >= count) take();
        }
        if (queue.size > 0) take();
        expect(queue.size).toBe(0);
        expect(out).toEqual(parts.flat());
        const hashed = parts.flat().filter(({ hash }) => hash !== NO_HASH);
        expect(hashedIdsIn(bytesOf(parts.flat()))).toEqual(hashed.map((one) => one.profileId));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('of 50,000 with the longest ids fit into a document', () => {
    const longest = (index: number): string => String(index).padStart(128, 'x');
    const hash = numberHash('+447700900001');
    const all = Array.from(
      { length: 50_000 },
      (_, index): PageRecipient => ({ profileId: longest(index), reachability: 'reachable', hash }),
    );
    expect(bytesOf(all).length).toBe(50_000 * 138);
    const queue = recipientQueue();
    queue.push(bytesOf(all));
    expect(queue.take(50_000).at(-1)).toEqual(all.at(-1));
  });
});
