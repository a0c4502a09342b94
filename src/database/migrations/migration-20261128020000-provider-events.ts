import { Migration } from '@mikro-orm/migrations';

export class ProviderEvents extends Migration {
  override up(): void {
    this.addSql(`
      alter table "payments" add column "void_requested_at" timestamptz null, add column "voided_at" timestamptz null, add column "sync_request" uuid null;
      alter table "payments" alter column "created_at" set default now(), alter column "updated_at" set default now();
      create index payments_to_void on payments (updated_at) where void_requested_at is not null and voided_at is null;
      create index payments_to_sync on payments (updated_at) where sync_request is not null;
      create index payments_by_reference on payments (reference) where reference is not null;
    `);
    this.addSql(`
      alter table "refunds" add column "source" text not null default 'shop', add column "attempt" int not null default 1, add column "reference" varchar(100) null, add column "failure" varchar(200) null, add column "failed_at" timestamptz null;
      alter table "refunds" alter column "created_at" set default now(), alter column "tried_at" set default now();
      alter table "refunds" add constraint "refunds_reference_unique" unique ("reference");
      alter table "refunds" drop constraint "refunds_status_check";
      alter table "refunds" add constraint "refunds_status_check" check ("status" in ('pending', 'done', 'failed', 'canceled'));
      alter table "refunds" add constraint "refunds_source_check" check ("source" in ('shop', 'provider'));
      create index refunds_failed on refunds (id) where status = 'failed';
    `);
    this.addSql(`
      create table "disputes" ("id" serial primary key, "uuid" uuid not null, "payment_id" int not null, "reference" varchar(100) not null, "amount" bigint not null, "withdrawn" bigint not null default '0', "reason" varchar(100) not null, "status" text not null, "evidence_due_at" timestamptz null, "opened_at" timestamptz not null, "closed_at" timestamptz null);
      alter table "disputes" add constraint "disputes_uuid_unique" unique ("uuid");
      alter table "disputes" add constraint "disputes_reference_unique" unique ("reference");
      create index "disputes_payment_id_index" on "disputes" ("payment_id");
      alter table "disputes" add constraint "disputes_amount" check (amount >= 0 and withdrawn >= 0);
      alter table "disputes" add constraint "disputes_status_check" check ("status" in ('needs_response', 'under_review', 'won', 'lost', 'closed'));
      alter table "disputes" add constraint "disputes_payment_id_foreign" foreign key ("payment_id") references "payments" ("id") on delete restrict;
    `);
    this.addSql(`
      alter table "payment_ledger" add column "dispute_id" int null, add column "reference" varchar(100) null;
      alter table "payment_ledger" alter column "created_at" set default now();
      alter table "payment_ledger" add constraint "payment_ledger_dispute_id_foreign" foreign key ("dispute_id") references "disputes" ("id") on delete restrict;
      create index "payment_ledger_dispute_id_index" on "payment_ledger" ("dispute_id");
      alter table "payment_ledger" drop constraint "payment_ledger_refund_id_unique";
      create unique index payment_ledger_of_refund on payment_ledger (refund_id, kind, coalesce(reference, ''));
      alter table "payment_ledger" drop constraint "payment_ledger_kind_check", drop constraint "payment_ledger_moves";
      alter table "payment_ledger" add constraint "payment_ledger_kind_check" check ("kind" in ('charge', 'refund', 'refund_failed', 'dispute', 'dispute_reversed'));
      alter table "payment_ledger" add constraint "payment_ledger_moves" check ((kind = 'charge' and amount >= 0 and payment_id is not null) or (kind = 'refund' and amount <= 0 and refund_id is not null) or (kind = 'refund_failed' and amount >= 0 and refund_id is not null) or (kind = 'dispute' and amount <= 0 and dispute_id is not null) or (kind = 'dispute_reversed' and amount >= 0 and dispute_id is not null));
    `);
    this.addSql(`
      alter table "mock_charges" add column "token" varchar(200) not null default '';
      alter table "mock_charges" drop constraint "mock_charges_status_check";
      alter table "mock_charges" add constraint "mock_charges_status_check" check ("status" in ('authorized', 'captured', 'declined', 'action_required', 'canceled'));
      alter table "mock_refunds" alter column "key" type varchar(100), add column "status" text not null default 'done', add column "from_dashboard" boolean not null default false, add column "created_at" timestamptz not null default clock_timestamp();
      alter table "mock_refunds" add constraint "mock_refunds_status_check" check ("status" in ('pending', 'done', 'failed'));
      create index "mock_refunds_charge_index" on "mock_refunds" ("charge");
      create table "mock_disputes" ("key" uuid not null, "charge" uuid not null, "amount" bigint not null, "status" text not null default 'needs_response', "created_at" timestamptz not null default clock_timestamp(), primary key ("key"));
      alter table "mock_disputes" add constraint "mock_disputes_status_check" check ("status" in ('needs_response', 'under_review', 'won', 'lost', 'closed'));
      create index "mock_disputes_charge_index" on "mock_disputes" ("charge");
    `);
  }
}
