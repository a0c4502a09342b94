import { Migration } from '@mikro-orm/migrations';

export class OrderCredits extends Migration {
  override up(): void {
    this.addSql(`
      alter table "orders" add column "credited" bigint not null default '0', add column "shipping_credited" bigint not null default '0';
      alter table "order_lines" add column "canceled" int not null default 0, add column "shipped" int not null default 0, add column "delivered" int not null default 0, add column "undelivered" int not null default 0, add column "returned" int not null default 0, add column "credited_quantity" int not null default 0, add column "credited" bigint not null default '0';
    `);
    this.addSql(`
      create table "order_credits" ("id" serial primary key, "uuid" uuid not null, "order_id" int not null, "kind" text not null, "reason" varchar(250) not null default '', "amount" bigint not null, "shipping" bigint not null default '0', "created_at" timestamptz not null default now());
      alter table "order_credits" add constraint "order_credits_uuid_unique" unique ("uuid");
      create index "order_credits_order_id_index" on "order_credits" ("order_id");
      alter table "order_credits" add constraint "order_credits_amount" check (shipping >= 0 and amount >= shipping);
      alter table "order_credits" add constraint "order_credits_kind_check" check ("kind" in ('cancellation', 'return', 'loss', 'refusal', 'refund'));
      alter table "order_credits" add constraint "order_credits_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;
    `);
    this.addSql(`
      create table "order_credit_lines" ("id" serial primary key, "credit_id" int not null, "order_line_id" int not null, "quantity" int not null, "amount" bigint not null);
      create index "order_credit_lines_credit_id_index" on "order_credit_lines" ("credit_id");
      create index "order_credit_lines_order_line_id_index" on "order_credit_lines" ("order_line_id");
      alter table "order_credit_lines" add constraint "order_credit_lines_amount" check (quantity >= 0 and amount >= 0);
      alter table "order_credit_lines" add constraint "order_credit_lines_credit_id_foreign" foreign key ("credit_id") references "order_credits" ("id") on delete cascade;
      alter table "order_credit_lines" add constraint "order_credit_lines_order_line_id_foreign" foreign key ("order_line_id") references "order_lines" ("id") on delete restrict;
    `);
    this.addSql(`
      alter table "refunds" add column "credit_id" int null;
      create index "refunds_credit_id_index" on "refunds" ("credit_id");
      alter table "refunds" add constraint "refunds_credit_id_foreign" foreign key ("credit_id") references "order_credits" ("id") on delete restrict;
    `);
    // What was credited follows with the next migration.
    this.addSql(`
      update order_lines set canceled = quantity from orders where orders.id = order_id and status = 'canceled';
      update order_lines set shipped = units.shipped, delivered = units.delivered from (
        select order_line_id, sum(quantity) as shipped, coalesce(sum(quantity) filter (where delivered_at is not null), 0) as delivered
        from shipment_lines join shipments on shipments.id = shipment_id group by 1
      ) units where order_lines.id = order_line_id;
      update order_lines set returned = units.received from (
        select order_line_id, sum(quantity) as received
        from return_lines join returns on returns.id = return_id where status in ('received', 'refunded') group by 1
      ) units where order_lines.id = order_line_id;
    `);
    this.addSql(`
      alter table "orders" add constraint "orders_credited" check (credited >= 0 and credited <= total and shipping_credited >= 0 and shipping_credited <= shipping);
      alter table "order_lines" add constraint "order_lines_units" check (least(canceled, shipped, delivered, undelivered, returned) >= 0 and canceled + shipped <= quantity and delivered + undelivered <= shipped and returned <= delivered);
      alter table "order_lines" add constraint "order_lines_credited" check (credited_quantity >= 0 and credited_quantity <= quantity and credited >= 0 and credited <= total);
    `);
  }

  override down(): void {
    this.addSql(`
      alter table "refunds" drop column "credit_id";
      drop table "order_credit_lines";
      drop table "order_credits";
      alter table "order_lines" drop column "canceled", drop column "shipped", drop column "delivered", drop column "undelivered", drop column "returned", drop column "credited_quantity", drop column "credited";
      alter table "orders" drop column "credited", drop column "shipping_credited";
    `);
  }
}
