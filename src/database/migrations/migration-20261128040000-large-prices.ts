import { Migration } from '@mikro-orm/migrations';

const columns = {
  products: ['price', 'old_price'],
  order_lines: ['price'],
  bucket_lines: ['price_seen'],
  wishlist_items: ['price_seen'],
  coupons: ['amount', 'min_sum'],
  shipping_methods: ['price', 'free_from'],
};

/** Prices of currencies whose smallest unit is worth little have more digits than an integer. */
export class LargePrices extends Migration {
  override up(): void {
    this.alter('bigint');
  }

  override down(): void {
    this.alter('int');
  }

  private alter(type: string): void {
    for (const [table, names] of Object.entries(columns)) {
      const changes = names.map((name) => `alter column "${name}" type ${type}`);
      this.addSql(`alter table "${table}" ${changes.join(', ')}`);
    }
    this.addSql(`alter table "coupons" alter column "min_sum" set default '0'`);
  }
}
