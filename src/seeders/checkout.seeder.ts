import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import { Coupon } from '../promotion/coupon.entity.js';
import { ShippingMethod } from '../shipping/shipping-method.entity.js';
import { demoData } from './demo-data.js';

/** Shipping methods and coupons. */
export class CheckoutSeeder extends Seeder {
  override async run(em: EntityManager): Promise<void> {
    const { shipping_methods, coupons } = demoData.checkout();
    for (const row of shipping_methods) em.create(ShippingMethod, row);
    for (const row of coupons) em.create(Coupon, row);
    await em.flush();
  }
}
