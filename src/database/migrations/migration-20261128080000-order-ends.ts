import { Migration } from '@mikro-orm/migrations';

export class OrderEnds extends Migration {
  override up(): void {
    this.addSql(`
      alter table "order_lines" add column "came_back" int not null default 0, add column "returns_refunded" int not null default 0;
      update order_lines set returns_refunded = units.refunded from (
        select order_line_id, sum(quantity) as refunded
        from return_lines join returns on returns.id = return_id where status = 'refunded' group by 1
      ) units where order_lines.id = order_line_id;
      alter table "order_lines" add constraint "order_lines_ends" check (came_back >= 0 and came_back <= undelivered and returns_refunded >= 0 and returns_refunded <= returned);
    `);
    this.addSql(`
      alter table "shipments" add column "lost_at" timestamptz null, add column "returned_at" timestamptz null, add column "cause" text null, add column "resolution" text null, add column "reason" varchar(250) not null default '';
      alter table "shipments" add constraint "shipments_cause_check" check ("cause" in ('refused', 'returned_to_sender'));
      alter table "shipments" add constraint "shipments_resolution_check" check ("resolution" in ('refund', 'reship'));
      alter table "shipments" add constraint "shipments_one_end" check (num_nonnulls(delivered_at, lost_at, returned_at) <= 1 and (resolution is not null) = (num_nonnulls(lost_at, returned_at) = 1) and (cause is not null) = (returned_at is not null));
      alter table "shipment_lines" add column "restocked" boolean null;
    `);
    this.addSql(`
      alter table "returns" drop constraint "returns_status_check";
      alter table "returns" add constraint "returns_status_check" check ("status" in ('requested', 'accepted', 'refused', 'canceled', 'received', 'refunded'));
      alter table "return_lines" add column "received" int null;
      update return_lines set received = quantity from returns where returns.id = return_id and status in ('received', 'refunded');
      alter table "return_lines" add constraint "return_lines_received" check (received >= 0 and received <= quantity);
    `);
  }

  override down(): void {
    this.addSql(`
      alter table "return_lines" drop column "received";
      update returns set status = 'refused' where status = 'canceled';
      alter table "returns" drop constraint "returns_status_check";
      alter table "returns" add constraint "returns_status_check" check ("status" in ('requested', 'accepted', 'refused', 'received', 'refunded'));
      alter table "shipment_lines" drop column "restocked";
      alter table "shipments" drop column "lost_at", drop column "returned_at", drop column "cause", drop column "resolution", drop column "reason";
      alter table "order_lines" drop column "came_back", drop column "returns_refunded";
    `);
  }
}
