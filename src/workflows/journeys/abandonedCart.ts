import { defineJourney } from '../../domain/journeys/journey.ts';

/** A reminder of a cart that was left, and a second one, for half of the people with a discount. Ends when the cart is bought. */
export const abandonedCart = defineJourney(
  {
    name: 'abandoned-cart',
    description: 'Reminds people of a cart that they have left. Compares a discount with a plain second reminder.',
    providerGroup: 'journeys',
    startedBy: { event: 'cart_left' },
    reentry: { perValueOf: 'cartId' },
    tags: ['promotion'],
    texts: {
      reminder:
        'You left {{ event.items | default: "something" }} in your cart: https://shop.example/c/{{ event.cartId }}',
      plain: 'Your cart is still waiting: https://shop.example/c/{{ event.cartId }}',
      discount: '10% off your cart until midnight, with the code CART10: https://shop.example/c/{{ event.cartId }}',
    },
  },
  async (steps) => {
    const purchase = { event: 'purchase', same: ['cartId'] };
    steps.goal(purchase);
    steps.exitWhen(purchase);

    await steps.sleepFor('1 hour');
    await steps.sendSms('reminder', { expiresIn: '12 hours' });

    await steps.sleepFor('1 day');
    const offer = steps.split('offer', { plain: 50, discount: 50 });
    await steps.sendSms(offer, { expiresIn: '6 hours' });

    // Purchases of this time still count.
    await steps.sleepFor('3 days');
  },
);
