import { Migration } from '@mikro-orm/migrations';

export class Credits extends Migration {
  override up(): void {
    this.addSql(`
      alter table "order_credits" add column "goodwill" bigint not null default '0', add column "shipment_uuid" uuid null, add column "invoiced" boolean null;
      alter table "order_credits" drop constraint "order_credits_amount";
      alter table "order_credits" add constraint "order_credits_amount" check (shipping >= 0 and amount >= shipping and goodwill >= 0 and goodwill <= amount);
      alter table "order_credits" drop constraint "order_credits_kind_check";
      alter table "order_credits" add constraint "order_credits_kind_check" check ("kind" in ('cancellation', 'return', 'loss', 'refusal', 'refund', 'credit'));
      alter table "order_lines" add column "withheld" bigint not null default '0';
      alter table "order_lines" add constraint "order_lines_withheld" check (withheld >= 0 and withheld <= total);
    `);
    // Cash is invoiced and collected parcel by parcel.
    this.addSql(`
      alter table "invoices" add column "credit_id" int null, add column "shipment_uuid" uuid null;
      create index "invoices_credit_id_index" on "invoices" ("credit_id");
      alter table "invoices" add constraint "invoices_credit_id_foreign" foreign key ("credit_id") references "order_credits" ("id") on delete restrict;
      drop index "invoices_one_of_order";
      create unique index invoices_one_of_order on invoices (order_id) where kind = 'invoice' and shipment_uuid is null;
      create unique index invoices_one_of_shipment on invoices (shipment_uuid) where kind = 'invoice';
    `);
    this.addSql(`
      alter table "payments" add column "invoice_id" int null;
      alter table "payments" add constraint "payments_invoice_id_unique" unique ("invoice_id");
      alter table "payments" add constraint "payments_invoice_id_foreign" foreign key ("invoice_id") references "invoices" ("id") on delete restrict;
      drop index "payments_one_open";
      create unique index payments_one_open on payments (order_id) where status in ('started', 'action_required', 'authorized', 'captured') and provider <> 'cash';
      update payments set invoice_id = invoices.id from invoices
      where provider = 'cash' and payments.status = 'captured' and invoices.order_id = payments.order_id and kind = 'invoice';
    `);
    // Refunds on their way are counted as credited already, and have no credit note yet.
    this.addSql(`
      alter table "order_credits" add column "refund_id" int null;
      insert into order_credits (uuid, order_id, kind, reason, amount, goodwill, invoiced, created_at, refund_id)
      select gen_random_uuid(), order_id, 'refund', left(refunds.reason, 250), refunds.amount, refunds.amount, true, refunds.created_at, refunds.id
      from refunds join payments on payments.id = payment_id
      where credit_id is null and refunds.status = 'pending' and payments.status = 'captured'
        and exists (select from invoices where invoices.order_id = payments.order_id);
      update refunds set credit_id = order_credits.id from order_credits where refund_id = refunds.id;
      alter table "order_credits" drop column "refund_id";
    `);
  }

  override down(): void {
    this.addSql(`
      drop index "payments_one_open";
      create unique index payments_one_open on payments (order_id) where status in ('started', 'action_required', 'authorized', 'captured');
      alter table "payments" drop column "invoice_id";
      drop index "invoices_one_of_shipment";
      drop index "invoices_one_of_order";
      create unique index invoices_one_of_order on invoices (order_id) where kind = 'invoice';
      alter table "invoices" drop column "credit_id", drop column "shipment_uuid";
      alter table "order_lines" drop column "withheld";
      update order_credits set kind = 'refund' where kind = 'credit';
      alter table "order_credits" drop constraint "order_credits_kind_check";
      alter table "order_credits" add constraint "order_credits_kind_check" check ("kind" in ('cancellation', 'return', 'loss', 'refusal', 'refund'));
      alter table "order_credits" drop constraint "order_credits_amount";
      alter table "order_credits" drop column "goodwill", drop column "shipment_uuid", drop column "invoiced";
      alter table "order_credits" add constraint "order_credits_amount" check (shipping >= 0 and amount >= shipping);
    `);
  }
}
