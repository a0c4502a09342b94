import { Migration } from '@mikro-orm/migrations';

export class MailsOfCustomers extends Migration {
  override up(): void {
    this.addSql(`
      create index mails_of_recipient on mails (lower(recipient));
      create index mails_of_number on mails ((data ->> 'number')) where data ->> 'number' is not null;
      drop index mails_due;
      create index mails_due on mails ((unsubscribe_url is not null), next_attempt_at, id) where status = 'queued';
      create index stock_movements_of_actor on stock_movements (actor) where actor <> '';
    `);
  }

  override down(): void {
    this.addSql(`
      drop index mails_of_recipient;
      drop index mails_of_number;
      drop index mails_due;
      create index mails_due on mails (next_attempt_at, id) where status = 'queued';
      drop index stock_movements_of_actor;
    `);
  }
}
