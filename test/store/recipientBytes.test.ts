import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reachability } from '../../src/domain/profile.ts';
import { recipientQueue, recipientWriter } from '../../src/store/recipientBytes.ts';

interface Recipient {
  readonly id: string;
  readonly reach: Reachability;
}

const bytesOf = (recipients: readonly Recipient[]): Uint8Array => {
  const writer = recipientWriter();
  for (const { id, reach } of recipients) writer.add(id, reach);
  expect(writer.size).toBe(recipients.length);
  return writer.bytes();
};

const printable = Array.from({ length: 0x7e - 0x20 }, (_, index) => String.fromCharCode(0x21 + index));
const recipient = fc.record({
  id: fc.string({ unit: fc.constantFrom(...printable), minLength: 1, maxLength: 128 }),
  reach: fc.constantFrom<Reachability>('reachable', 'opted_out', 'no_usable_number'),
});

describe('recipients as bytes', () => {
  it('come out as they went in, however they are cut', () => {
    const pages = fc.array(fc.array(recipient, { maxLength: 60 }), { maxLength: 6 });
    fc.assert(
      fc.property(pages, fc.integer({ min: 1, max: 25 }), (parts, count) => {
        const queue = recipientQueue();
        const out: Recipient[] = [];
        const take = (): void => {
          const { recipients, reach } = queue.take(count);
          out.push(...recipients.map((id, index) => ({ id, reach: reach[index] ?? 'reachable' })));
        };
        for (const part of parts) {
          queue.push(bytesOf(part));
          while (queue.size >= count) take();
        }
        if (queue.size > 0) take();
        expect(queue.size).toBe(0);
        expect(out).toEqual(parts.flat());
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('of 50,000 with the longest ids fit into a document', () => {
    const longest = (index: number): string => String(index).padStart(128, 'x');
    const all = Array.from({ length: 50_000 }, (_, index): Recipient => ({ id: longest(index), reach: 'reachable' }));
    expect(bytesOf(all).length).toBe(50_000 * 130);
    const queue = recipientQueue();
    queue.push(bytesOf(all));
    expect(queue.take(50_000).recipients.at(-1)).toBe(longest(49_999));
  });
});
