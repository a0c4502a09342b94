import { Migration } from '@mikro-orm/migrations';

export class DeclinedPayments extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`create index payments_declined on payments (updated_at) where status = 'declined'`);
  }

  override down(): void {
    this.addSql('drop index payments_declined');
  }
}
