import { Migration } from '@mikro-orm/migrations';

/**
 * Stock becomes two facts, units on hand and units allocated. The ledger knew the difference only: what orders took and gave
 * back were allocations, and units that were shipped since are booked out by one movement of each product.
 */
export class StockFacts extends Migration {
  override up(): void {
    this.addSql(`
      alter table products add column on_hand int not null default 0, add column allocated int not null default 0;
      update products set on_hand = stock;
      update products set on_hand = stock + open.units, allocated = open.units
      from (
        select product_id, sum(quantity - coalesce((
          select sum(shipment_lines.quantity) from shipment_lines where order_line_id = order_lines.id
        ), 0)) as units
        from order_lines join orders on orders.id = order_id
        where status in ('new', 'paid', 'processing') group by product_id
      ) open
      where products.id = open.product_id;
      alter table products drop column stock;
      alter table products add column stock int generated always as (greatest(on_hand - allocated, 0)) stored not null;
      alter table products add constraint products_stock_not_negative check (on_hand >= 0 and allocated >= 0);

      alter table stock_movements rename column by to on_hand_by;
      alter table stock_movements rename column stock_after to on_hand_after;
      alter table stock_movements
        alter column on_hand_by set default 0,
        add column allocated_by int not null default 0, add column allocated_after int null,
        add column product_uuid uuid null, add column order_uuid uuid null;
      update stock_movements movement set
        product_uuid = (select uuid from products where id = movement.product_id),
        order_uuid = (select uuid from orders where actor = '' and number = substring(reason from 'order (M[0-9]+)')),
        on_hand_by = on_hand_by + facts.units,
        allocated_by = facts.units,
        on_hand_after = on_hand_after + facts.units_after,
        allocated_after = facts.units_after
      from (
        select id, units, sum(units) over (partition by product_id order by id) as units_after
        from stock_movements cross join lateral (
          select case when actor = '' and (reason = 'order' or reason ~ '^order M[0-9]+ canceled$') then -on_hand_by else 0 end as units
        ) allocation
      ) facts
      where facts.id = movement.id;
      alter table stock_movements alter column allocated_after set not null;
      insert into stock_movements (product_id, product_uuid, on_hand_by, allocated_by, on_hand_after, allocated_after, reason)
      select products.id, uuid, allocated - moved, allocated - moved, on_hand, allocated, 'shipped before the ledger recorded parcels'
      from products join (
        select product_id, sum(allocated_by) as moved from stock_movements group by product_id
      ) movements on product_id = products.id
      where moved > allocated order by products.id;
      drop index stock_movements_of_product;
      create index stock_movements_of_product on stock_movements (product_uuid, id);
    `);
  }

  override down(): void {
    this.addSql(`
      drop index stock_movements_of_product;
      create index stock_movements_of_product on stock_movements (product_id, id);
      update stock_movements set on_hand_by = on_hand_by - allocated_by, on_hand_after = greatest(on_hand_after - allocated_after, 0);
      alter table stock_movements
        alter column on_hand_by drop default,
        drop column allocated_by, drop column allocated_after, drop column product_uuid, drop column order_uuid;
      alter table stock_movements rename column on_hand_by to by;
      alter table stock_movements rename column on_hand_after to stock_after;
      alter table products drop column stock;
      alter table products add column stock int not null default 0;
      update products set stock = greatest(on_hand - allocated, 0);
      alter table products drop column on_hand, drop column allocated;
      alter table products add constraint products_stock_not_negative check (stock >= 0);
    `);
  }
}
