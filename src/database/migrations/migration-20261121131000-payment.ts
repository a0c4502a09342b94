import { Migration } from '@mikro-orm/migrations';

export class Payment extends Migration {
  override up(): void {
    this.addSql(`
      create table "payments" ("id" serial primary key, "uuid" uuid not null, "order_id" int not null, "provider" varchar(20) not null, "status" text not null default 'started', "amount" bigint not null, "currency" varchar(3) not null, "reference" varchar(100) null, "reason" varchar(200) null, "redirect_url" varchar(2000) null, "created" timestamptz not null, "updated" timestamptz not null);
      alter table "payments" add constraint "payments_uuid_unique" unique ("uuid");
      create index "payments_order_id_index" on "payments" ("order_id");
      create unique index payments_one_open on payments (order_id) where status in ('started', 'action_required', 'authorized', 'captured');
      create index payments_unsettled on payments (updated) where status in ('started', 'action_required', 'authorized');
      alter table "payments" add constraint "payments_status_check" check ("status" in ('started', 'action_required', 'authorized', 'captured', 'declined', 'abandoned'));
      alter table "payments" add constraint "payments_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;
    `);
    this.addSql(`
      create table "refunds" ("id" serial primary key, "uuid" uuid not null, "payment_id" int not null, "amount" bigint not null, "reason" varchar(250) not null default '', "status" text not null default 'pending', "created" timestamptz not null, "tried" timestamptz not null, "done" timestamptz null);
      alter table "refunds" add constraint "refunds_uuid_unique" unique ("uuid");
      create index "refunds_payment_id_index" on "refunds" ("payment_id");
      create index refunds_pending on refunds (tried) where status = 'pending';
      alter table "refunds" add constraint "refunds_amount" check (amount > 0);
      alter table "refunds" add constraint "refunds_status_check" check ("status" in ('pending', 'done'));
      alter table "refunds" add constraint "refunds_payment_id_foreign" foreign key ("payment_id") references "payments" ("id") on delete restrict;
    `);
    this.addSql(`
      create table "payment_ledger" ("id" serial primary key, "order_id" int not null, "kind" text not null, "amount" bigint not null, "payment_id" int null, "refund_id" int null, "created" timestamptz not null);
      create index "payment_ledger_order_id_index" on "payment_ledger" ("order_id");
      alter table "payment_ledger" add constraint "payment_ledger_payment_id_unique" unique ("payment_id");
      alter table "payment_ledger" add constraint "payment_ledger_refund_id_unique" unique ("refund_id");
      alter table "payment_ledger" add constraint "payment_ledger_moves" check ((kind = 'charge' and amount >= 0 and payment_id is not null) or (kind = 'refund' and amount <= 0 and refund_id is not null));
      alter table "payment_ledger" add constraint "payment_ledger_kind_check" check ("kind" in ('charge', 'refund'));
      alter table "payment_ledger" add constraint "payment_ledger_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;
      alter table "payment_ledger" add constraint "payment_ledger_payment_id_foreign" foreign key ("payment_id") references "payments" ("id") on delete restrict;
      alter table "payment_ledger" add constraint "payment_ledger_refund_id_foreign" foreign key ("refund_id") references "refunds" ("id") on delete restrict;
    `);
    this.addSql(`
      create table "provider_events" ("provider" varchar(20) not null, "event" varchar(100) not null, "created" timestamptz not null default now(), primary key ("provider", "event"));
    `);
    this.addSql(`
      create table "mock_charges" ("key" uuid not null, "amount" bigint not null, "refunded" bigint not null default '0', "status" text not null, "reason" varchar(200) null, primary key ("key"));
      alter table "mock_charges" add constraint "mock_charges_status_check" check ("status" in ('authorized', 'captured', 'declined', 'action_required'));
      create table "mock_refunds" ("key" uuid not null, "charge" uuid not null, "amount" bigint not null, primary key ("key"));
    `);
  }
}
