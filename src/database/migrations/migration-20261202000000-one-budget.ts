import { Migration } from '@mikro-orm/migrations';

/** What was counted for mails and tickets is counted with everything else. */
export class OneBudget extends Migration {
  override up(): void {
    this.addSql(`
      insert into budgets (key, count, ends_at)
        select 'mail:' || key, count, started_at + interval '1 day' from mail_budgets
        where started_at > now() - interval '1 day'
        union all
        select key, count, started_at + interval '1 hour' from ticket_budgets
        where key like 'messages:%' and length(key) <= 120 and started_at > now() - interval '1 hour';
      drop table mail_budgets;
      drop table ticket_budgets;
    `);
  }

  override down(): void {
    this.addSql(`
      create table "mail_budgets" ("key" varchar(120) not null, "count" int not null, "started_at" timestamptz not null, primary key ("key"));
      create index "mail_budgets_started" on "mail_budgets" ("started_at");
      create table "ticket_budgets" ("key" varchar(300) not null, "count" int not null, "started_at" timestamptz not null, primary key ("key"));
    `);
  }
}
