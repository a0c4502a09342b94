import { Migration } from '@mikro-orm/migrations';

/** What was counted for mails and tickets is counted with everything else; the release before may still count there. */
export class OneBudget extends Migration {
  override up(): void {
    this.addSql(`
      insert into budgets (key, count, ends_at)
        select 'mail:' || key, count, started_at + interval '1 day' from mail_budgets
        where started_at > now() - interval '1 day'
        union all
        select key, count, started_at + interval '1 hour' from ticket_budgets
        where key like 'messages:%' and length(key) <= 120 and started_at > now() - interval '1 hour';
      delete from mail_budgets;
      delete from ticket_budgets;
    `);
  }

  override down(): void {
    this.addSql('select 1');
  }
}
