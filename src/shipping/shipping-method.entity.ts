import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { defaultTaxRate } from '../config/tax.js';
import { AddressRequired, ShippingNotAvailable } from './shipping.errors.js';

/** A pickup needs no address, a delivery does. */
export const shippingKinds = ['pickup', 'delivery'] as const;
export type ShippingKind = (typeof shippingKinds)[number];

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
    tax_rate: p
      .integer()
      .default(1900)
      .onCreate(() => defaultTaxRate()),
    active: p.boolean().default(true),
    kind: p.enum(shippingKinds).default('delivery'),
    /** Taken by orders that name no method. */
    is_default: p.boolean().default(false),
  },
  indexes: [
    {
      name: 'shipping_methods_one_default',
      expression: 'create unique index shipping_methods_one_default on shipping_methods (is_default) where is_default',
    },
  ],
  checks: [
    { name: 'shipping_methods_default_active', expression: 'active or not is_default' },
    { name: 'shipping_methods_price', expression: 'price >= 0 and (free_from is null or free_from >= 0)' },
  ],
});

export class ShippingMethod extends ShippingMethodSchema.class {
  /** @param country of the address, if there is one @throws ShippingNotAvailable, AddressRequired */
  assertAvailable(country: string | undefined): void {
    if (this.active && this.kind === 'pickup') return;
    if (this.active && country === undefined) throw new AddressRequired({ shipping_method: this.uuid });
    if (!this.active || !shipsTo(this.countries, country ?? ''))
      throw new ShippingNotAvailable({ shipping_method: this.uuid, country: country ?? null });
  }

  /** Minor units. @param subtotal of the lines before any discount, in minor units */
  priceFor(subtotal: number): number {
    return this.free_from !== null && this.free_from !== undefined && subtotal >= this.free_from ? 0 : this.price;
  }
}

/** @param countries empty: all */
export const shipsTo = (countries: string[], country: string): boolean =>
  countries.length === 0 || countries.includes(country);

ShippingMethodSchema.setClass(ShippingMethod);
export { ShippingMethodSchema };
