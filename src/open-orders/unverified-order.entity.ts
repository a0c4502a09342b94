import { defineEntity, p } from '@mikro-orm/core';

const UnverifiedOrderSchema = defineEntity({
  name: 'UnverifiedOrder',
  tableName: 'unverified_orders',
  properties: {
    id: p.integer().primary(),
    /** Of an order, without a foreign key: the order is inserted last. */
    order_uuid: p.uuid().unique(),
    /** Where it was placed from: an IPv4 address, or the first half of an IPv6 one. */
    network: p.string().default('').length(60),
    /** Until when it must be confirmed by the link in its mail; null: it need not be. */
    confirm_by: p.datetime().nullable(),
    confirmed_at: p.datetime().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    { name: 'unverified_orders_of_network', properties: ['network'] },
    { name: 'unverified_orders_by_created', properties: ['created_at'] },
    {
      name: 'unverified_orders_to_confirm',
      expression:
        'create index unverified_orders_to_confirm on unverified_orders (confirm_by) where confirm_by is not null and confirmed_at is null',
    },
  ],
});

/** An order of somebody whose email nobody has confirmed: a guest, or a new account. */
export class UnverifiedOrder extends UnverifiedOrderSchema.class {}

UnverifiedOrderSchema.setClass(UnverifiedOrder);
export { UnverifiedOrderSchema };
