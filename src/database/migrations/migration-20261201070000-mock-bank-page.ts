import { Migration } from '@mikro-orm/migrations';

export class MockBankPage extends Migration {
  override up(): void {
    this.addSql(
      `alter table "mock_charges" add column "currency" varchar(3) not null default '', add column "return_url" varchar(2000) null`,
    );
  }

  override down(): void {
    this.addSql('alter table "mock_charges" drop column "currency", drop column "return_url"');
  }
}
