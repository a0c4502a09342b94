import { Migration } from '@mikro-orm/migrations';

export class StockLedger extends Migration {
  override up(): void {
    this.addSql('alter table stock_movements drop constraint stock_movements_product_id_foreign');
  }
}
