import { defineEntity, p } from '@mikro-orm/core';
import { refusing, refusingUnlessErased } from '../database/append-only.js';

const StockMovementSchema = defineEntity({
  name: 'StockMovement',
  tableName: 'stock_movements',
  properties: {
    id: p.bigint('number').primary(),
    /** No foreign key: the ledger outlives the product. */
    product_id: p.integer(),
    /** Null for products that were removed before their uuid was recorded. */
    product_uuid: p.uuid().nullable(),
    /** Units that came into the house (positive) or left it (negative). */
    on_hand_by: p.integer().default(0),
    /** Units allocated to an order (positive), or released or shipped (negative). */
    allocated_by: p.integer().default(0),
    on_hand_after: p.integer(),
    allocated_after: p.integer(),
    reason: p.string().length(250),
    /** Uuid of the order behind it. No foreign key: units are allocated before the order is inserted. */
    order_uuid: p.uuid().nullable(),
    /** Username of the member of staff; empty if an order moved the stock. */
    actor: p.string().default('').length(150),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    { name: 'stock_movements_of_product', properties: ['product_uuid', 'id'] },
    {
      name: 'stock_movements_of_actor',
      expression: `create index stock_movements_of_actor on stock_movements (actor) where actor <> ''`,
    },
  ],
  triggers: [
    refusing('stock_movements', 'append_only', ['delete']),
    refusingUnlessErased('stock_movements', 'no_update', ['update']),
  ],
});

/** A line of the stock ledger, which is only added to: an erasure takes the name of its actor off. The movements of a product add up to its units on hand and to those allocated. */
export class StockMovement extends StockMovementSchema.class {}

StockMovementSchema.setClass(StockMovement);
export { StockMovementSchema };
