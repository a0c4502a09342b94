import { Migration } from '@mikro-orm/migrations';

const renamed: [table: string, before: string, after: string][] = [
  ['orders', 'created', 'created_at'],
  ['orders', 'paid', 'paid_at'],
  ['orders', 'payment_due', 'payment_due_at'],
  ['orders', 'shipped', 'shipped_at'],
  ['orders', 'confirmed', 'confirmed_at'],
  ['orders', 'updated', 'updated_at'],
  ['bucket_lines', 'created', 'created_at'],
  ['bucket_lines', 'updated', 'updated_at'],
  ['coupons', 'starts', 'starts_at'],
  ['coupons', 'ends', 'ends_at'],
];

/** Columns that hold moments end in `_at`. */
export class OrderMoments extends Migration {
  override up(): void {
    for (const [table, before, after] of renamed)
      this.addSql(`alter table ${table} rename column ${before} to ${after}`);
  }

  override down(): void {
    for (const [table, before, after] of renamed)
      this.addSql(`alter table ${table} rename column ${after} to ${before}`);
  }
}
