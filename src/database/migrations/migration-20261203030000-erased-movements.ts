import { Migration } from '@mikro-orm/migrations';

const ofStaff =
  'and exists (select from audit_entries where audit_entries.actor = (select uuid from customers where id = erased))';

/** User names can be given up and taken by others: of who never acted as staff, no movement of stock is. */
export class ErasedMovements extends Migration {
  override up(): void {
    this.replace(ofStaff);
  }

  override down(): void {
    this.replace('');
  }

  private replace(condition: string): void {
    this.addSql(`
      create or replace function shop.erase_stock_movements(erased int) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          perform set_config('shop.erasing', 'yes', true);
          update stock_movements set actor = 'erased'
            where actor <> '' and actor = (select username from customers where id = erased) ${condition};
          perform set_config('shop.erasing', '', true);
        end $$;`);
  }
}
