import { Migration } from '@mikro-orm/migrations';

export class CreditReasons extends Migration {
  override up(): void {
    this.addSql('alter table order_credits add column reason_by_customer boolean not null default false');
  }

  override down(): void {
    this.addSql('alter table order_credits drop column reason_by_customer');
  }
}
