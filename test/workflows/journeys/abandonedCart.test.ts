import { expect, it } from 'vitest';
import { abandonedCart } from '../../../src/workflows/journeys/abandonedCart.ts';
import { journeyTests } from '../../support/journeys.ts';

const { enter } = journeyTests();
const event = { cartId: 'c-7', items: '2 books' };

it('reminds once plainly, then with the branch of the person', async () => {
  const people = await Promise.all(
    ['p1', 'p2', 'p3', 'p4'].map((_id) => enter(abandonedCart, { event, profile: { _id } })),
  );
  for (const person of people) {
    expect(await person.ended()).toBe('completed');
    const second = person.person().branches.offer === 'discount' ? /^10% off/ : /^Your cart is still waiting/;
    expect(person.texts).toEqual([expect.stringContaining('2 books'), expect.stringMatching(second)]);
  }
});

it('ends when the cart is bought, and counts that; another cart does not matter', async () => {
  const ada = await enter(abandonedCart, { event });
  await ada.passes('2 hours');
  await ada.does('purchase', { cartId: 'c-8' });
  await ada.does('purchase', { cartId: 'c-7' });
  expect(await ada.ended()).toBe('exited');
  expect(ada.texts).toHaveLength(1);
  expect(ada.person().convertedAt).not.toBeNull();
});
