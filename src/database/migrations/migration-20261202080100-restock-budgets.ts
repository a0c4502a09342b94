import { Migration } from '@mikro-orm/migrations';

/** Mails that ask for a confirmation are counted with everything else, by mailbox. */
export class RestockBudgets extends Migration {
  override up(): void {
    this.addSql('alter table notification_contacts drop column confirmations, drop column confirmations_since');
  }

  override down(): void {
    this.addSql(`
      alter table notification_contacts add column confirmations int not null default 0,
        add column confirmations_since timestamptz not null default now();
    `);
  }
}
