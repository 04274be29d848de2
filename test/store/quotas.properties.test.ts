import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotaStore } from '../../src/store/quotas.ts';
import { freshDatabase } from '../support/database.ts';

const KEYS = ['total/c', 'run/c/1'];
const HOLDERS = ['c/1/1/0', 'c/1/1/64', 'c/1/2/0'];
const PLACES = 8;

const holder = fc.constantFrom(...HOLDERS);
const slots = fc.subarray(Array.from({ length: PLACES }, (_, slot) => slot));
const step = fc.oneof(
  fc.record({
    kind: fc.constant('reserve' as const),
    holder,
    slots,
    inDoubt: slots,
    limits: fc.tuple(fc.nat(20), fc.nat(20)),
    isOwner: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('commit' as const), holder, used: slots, inDoubt: slots }),
);

/** A simple model of one quota: `committed`, and each holder's slots. */
interface Model {
  committed: number;
  open: Map<string, Set<number>>;
}

const usedOf = (model: Model): number =>
  [...model.open.values()].reduce((sum, { size }) => sum + size, model.committed);

describe('any sequence of reservations and commitments', () => {
  const { db } = freshDatabase();
  const store = quotaStore(db);

  it('counts as a plain model does, and a repetition of each changes nothing', { timeout: 60_000 }, async () => {
    let denials = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
        await db.collection('quotas').deleteMany({});
        const models = KEYS.map((): Model => ({ committed: 0, open: new Map() }));
        for (const [fence, one] of steps.entries()) {
          if (one.kind === 'reserve') {
            const expected = reserveIn(models, one);
            const quotas = KEYS.map((key, index) => ({ key, limit: one.limits[index] ?? 0, expiresAt: null }));
            const reservation = { ...one, isOwner: () => one.isOwner, quotas, fence, now: new Date(0) };
            const grant = await store.reserve(reservation);
            expect([...grant.granted]).toEqual(expected);
            expect([...grant.granted, ...grant.denied.keys()].sort()).toEqual([...one.slots].sort());
            expect([...(await store.reserve(reservation)).granted]).toEqual(expected);
            denials += grant.denied.size;
          } else {
            settleIn(models, one);
            await store.commit({ ...one, keys: KEYS, fence });
            await store.commit({ ...one, keys: KEYS, fence });
          }
          for (const [index, key] of KEYS.entries()) {
            const model = models[index] ?? { committed: 0, open: new Map() };
            const { used, committed, open } = await store.read(key);
            expect({ used, committed }).toEqual({ used: usedOf(model), committed: model.committed });
            expect(new Map(open.map((each) => [each.holder, new Set(each.slots)]))).toEqual(model.open);
          }
        }
      }),
      { seed: 20_260_301, numRuns: 60 },
    );
    expect(denials).toBeGreaterThan(100);
  });
});

interface Reserve {
  readonly holder: string;
  readonly slots: readonly number[];
  readonly inDoubt: readonly number[];
  readonly limits: readonly number[];
  readonly isOwner: boolean;
}

/** Returns the slots granted. */
function reserveIn(models: readonly Model[], one: Reserve): number[] {
  const before = models.map(({ open }) => new Set(open.get(one.holder)));
  let granted = [...one.slots];
  for (const [index, model] of models.entries()) {
    const held = new Set(model.open.get(one.holder));
    const room = (one.limits[index] ?? 0) - usedOf(model);
    const added = granted.filter((slot) => !held.has(slot)).slice(0, Math.max(0, room));
    model.open.set(one.holder, new Set([...held, ...added]));
    granted = granted.filter((slot) => held.has(slot) || added.includes(slot));
  }
  for (const [index, model] of models.entries()) {
    const held = one.isOwner ? model.open.get(one.holder) : before[index];
    const surplus = one.isOwner
      ? one.slots.filter((slot) => !granted.includes(slot) && !one.inDoubt.includes(slot))
      : [];
    put(model, one.holder, new Set([...(held ?? [])].filter((slot) => !surplus.includes(slot))));
  }
  return one.isOwner ? granted : [];
}

function settleIn(models: readonly Model[], one: { holder: string; used: number[]; inDoubt: number[] }): void {
  for (const model of models) {
    const held = [...(model.open.get(one.holder) ?? [])];
    const kept = new Set(held.filter((slot) => one.used.includes(slot) || one.inDoubt.includes(slot)));
    const isOver = !held.some((slot) => one.inDoubt.includes(slot));
    put(model, one.holder, isOver ? new Set() : kept);
    if (isOver) model.committed += kept.size;
  }
}

function put(model: Model, holder: string, slots: Set<number>): void {
  if (slots.size > 0) model.open.set(holder, slots);
  else model.open.delete(holder);
}
