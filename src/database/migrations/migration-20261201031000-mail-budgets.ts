import { Migration } from '@mikro-orm/migrations';

export class MailBudgets extends Migration {
  override up(): void {
    this.addSql(`
      create table "mail_budgets" ("key" varchar(120) not null, "count" int not null, "started_at" timestamptz not null, primary key ("key"));
      create index "mail_budgets_started" on "mail_budgets" ("started_at");
      alter table "mails" add column "budgeted" boolean not null default false, add column "origin" varchar(60) null;
      alter table "mails" drop constraint if exists "mails_status_check";
      alter table "mails" add constraint "mails_status_check" check ("status" in ('queued', 'sent', 'stored', 'held', 'failed'));
      update "mails" set "html" = null, "text" = null, "data" = null
        where "status" = 'failed' and "kind" in ('password_reset', 'order_claim', 'staff_invitation', 'restock_confirmation');
    `);
  }

  override down(): void {
    this.addSql(`
      delete from "mails" where "status" = 'held';
      alter table "mails" drop constraint "mails_status_check";
      alter table "mails" add constraint "mails_status_check" check ("status" in ('queued', 'sent', 'stored', 'failed'));
      alter table "mails" drop column "budgeted", drop column "origin";
      drop table mail_budgets;
    `);
  }
}
