import { Migration } from '@mikro-orm/migrations';

/** An export of before a brand got its name does not name it. */
export class RenamedBrands extends Migration {
  override up(): void {
    this.addSql('alter table brands add column renamed_at timestamptz');
  }

  override down(): void {
    this.addSql('alter table brands drop column renamed_at');
  }
}
