import { expect } from 'vitest';
import type { Shop } from './shop.js';

export interface StockFacts {
  stock: number;
  on_hand: number;
  allocated: number;
}

/** The stock of a product that was created by the API: its ledger must add up to both facts, movement by movement. */
export async function stockOf(shop: Shop, product: string): Promise<StockFacts> {
  const [facts] = await shop.rows<StockFacts>('select stock, on_hand, allocated from products where uuid = ?', [
    product,
  ]);
  const [ledger] = await shop.rows(
    `select sum(on_hand_by)::int as on_hand, sum(allocated_by)::int as allocated,
       bool_and(on_hand_after = running_on_hand and allocated_after = running_allocated) as continuous
     from (
       select *, sum(on_hand_by) over ledger as running_on_hand, sum(allocated_by) over ledger as running_allocated
       from stock_movements where product_uuid = ? window ledger as (order by id)
     ) movements`,
    [product],
  );
  if (!facts) throw new Error(`there is no product ${product}`);
  expect(ledger).toEqual({ on_hand: facts.on_hand, allocated: facts.allocated, continuous: true });
  expect(facts.stock).toBe(Math.max(0, facts.on_hand - facts.allocated));
  return facts;
}
