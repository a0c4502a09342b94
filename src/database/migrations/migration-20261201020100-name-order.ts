import { Migration } from '@mikro-orm/migrations';

export class NameOrder extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(indexesOn('name collate shop.names'));
  }

  override down(): void {
    this.addSql(indexesOn('name'));
  }
}

const indexesOn = (name: string): string => `
  drop index products_all_by_name, products_unpublished, products_by_name;
  create index products_all_by_name on products (${name}, id);
  create index products_unpublished on products (${name}, id) where not published;
  create index products_by_name on products (${name}, id) where published;
`;
