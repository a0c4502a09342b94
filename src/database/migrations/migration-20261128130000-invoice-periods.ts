import { Migration } from '@mikro-orm/migrations';

export class InvoicePeriods extends Migration {
  override up(): void {
    this.addSql('create index "invoices_issued_at_index" on "invoices" ("issued_at");');
  }

  override down(): void {
    this.addSql('drop index "invoices_issued_at_index";');
  }
}
