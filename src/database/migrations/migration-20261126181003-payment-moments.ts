import { Migration } from '@mikro-orm/migrations';

const renames = {
  payments: ['created', 'updated'],
  refunds: ['created', 'tried', 'done'],
  payment_ledger: ['created'],
  provider_events: ['created'],
  shipments: ['shipped', 'delivered'],
  returns: ['created', 'decided', 'received', 'refunded'],
};

export class PaymentMoments extends Migration {
  override up(): void {
    for (const [table, columns] of Object.entries(renames))
      for (const column of columns) this.addSql(`alter table ${table} rename column ${column} to ${column}_at`);
  }

  override down(): void {
    for (const [table, columns] of Object.entries(renames))
      for (const column of columns) this.addSql(`alter table ${table} rename column ${column}_at to ${column}`);
  }
}
