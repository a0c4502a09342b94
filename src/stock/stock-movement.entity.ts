import { defineEntity, p } from '@mikro-orm/core';

const StockMovementSchema = defineEntity({
  name: 'StockMovement',
  tableName: 'stock_movements',
  properties: {
    id: p.bigint('number').primary(),
    /** No foreign key: the ledger outlives the product. */
    product_id: p.integer(),
    /** Units added (positive) or removed (negative). */
    by: p.integer(),
    stock_after: p.integer(),
    reason: p.string().length(250),
    /** Username of the member of staff; empty if an order moved the stock. */
    actor: p.string().default('').length(150),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    { name: 'stock_movements_of_product', properties: ['product_id', 'id'] },
    {
      name: 'stock_movements_of_actor',
      expression: `create index stock_movements_of_actor on stock_movements (actor) where actor <> ''`,
    },
  ],
});

/** A line of the stock ledger. The movements of a product add up to its stock. */
export class StockMovement extends StockMovementSchema.class {}

StockMovementSchema.setClass(StockMovement);
export { StockMovementSchema };
