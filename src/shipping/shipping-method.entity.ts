import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { ShippingNotAvailable } from './shipping.errors.js';

const ShippingMethodSchema = defineEntity({
  name: 'ShippingMethod',
  tableName: 'shipping_methods',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    name: p.string().length(100),
    /** Minor units, tax included. */
    price: p.bigint('number'),
    /** Sum of the lines from which shipping is free, minor units; null: never. */
    free_from: p.bigint('number').nullable(),
    /** ISO 3166-1 alpha-2; empty: all. */
    countries: p.array(),
    /** Basis points. */
    tax_rate: p.integer().default(1900),
    active: p.boolean().default(true),
  },
  checks: [{ name: 'shipping_methods_price', expression: 'price >= 0 and (free_from is null or free_from >= 0)' }],
});

export class ShippingMethod extends ShippingMethodSchema.class {
  /** @throws ShippingNotAvailable */
  assertShipsTo(country: string | undefined): void {
    if (!this.active || (this.countries.length > 0 && !this.countries.includes(country ?? '')))
      throw new ShippingNotAvailable({ shipping_method: this.uuid, country: country ?? null });
  }

  /** Minor units. @param subtotal of the lines before any discount, in minor units */
  priceFor(subtotal: number): number {
    return this.free_from !== null && this.free_from !== undefined && subtotal >= this.free_from ? 0 : this.price;
  }
}

ShippingMethodSchema.setClass(ShippingMethod);
export { ShippingMethodSchema };
