import type { EntityManager } from '@mikro-orm/postgresql';
import { Coupon } from '../promotion/coupon.entity.js';
import { ShippingMethod } from '../shipping/shipping-method.entity.js';

const neighbours = ['DE', 'AT', 'CH', 'FR', 'NL', 'BE', 'LU', 'DK', 'PL', 'CZ'];

/** Ways to the door, and something off for who tries them. */
export async function seedCheckout(em: EntityManager): Promise<void> {
  em.create(ShippingMethod, { name: 'Parcel', price: 490, free_from: 5_000, countries: neighbours });
  em.create(ShippingMethod, { name: 'Express, next day', price: 990, countries: ['DE'] });
  em.create(ShippingMethod, { name: 'Worldwide', price: 1_990, countries: [] });
  em.create(Coupon, { code: 'WELCOME10', percent: 1_000, min_sum: 1_000, max_uses_per_customer: 1 });
  em.create(Coupon, { code: 'FIVEOFF', amount: 500, min_sum: 2_500 });
  await em.flush();
}
