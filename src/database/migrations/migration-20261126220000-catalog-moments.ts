import { Migration } from '@mikro-orm/migrations';

const renames = {
  products: ['created', 'updated'],
  customers: ['created', 'updated'],
  addresses: ['created'],
  stock_movements: ['created'],
};

export class CatalogMoments extends Migration {
  override up(): void {
    for (const [table, columns] of Object.entries(renames))
      for (const column of columns) this.addSql(`alter table ${table} rename column ${column} to ${column}_at`);
  }

  override down(): void {
    for (const [table, columns] of Object.entries(renames))
      for (const column of columns) this.addSql(`alter table ${table} rename column ${column}_at to ${column}`);
  }
}
