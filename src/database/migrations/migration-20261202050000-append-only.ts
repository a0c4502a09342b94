import { Migration } from '@mikro-orm/migrations';

const refusal = (table: string) =>
  `raise exception '${table} is append-only: % is refused', lower(tg_op) using errcode = 'restrict_violation';`;
const unlessErased = (table: string) =>
  `if coalesce(current_setting('shop.erasing', true), '') <> 'yes' then ${refusal(table)} end if; return null;`;

/** Table, name of the trigger, its events, its body. */
const triggers: [table: string, name: string, events: string, body: string][] = [
  ['payment_ledger', 'append_only', 'update or delete', refusal('payment_ledger')],
  ['invoices', 'append_only', 'update or delete', refusal('invoices')],
  ['invoice_files', 'append_only', 'update or delete', refusal('invoice_files')],
  ['stock_movements', 'append_only', 'delete', refusal('stock_movements')],
  ['stock_movements', 'no_update', 'update', unlessErased('stock_movements')],
  ['audit_actors', 'no_delete', 'delete', unlessErased('audit_actors')],
  ['audit_details', 'no_delete', 'delete', unlessErased('audit_details')],
];
const neverTruncated = ['payment_ledger', 'invoices', 'invoice_files', 'stock_movements'];

/** What an erasure does to these tables, as functions of their owner: the role that serves has no other way to change a row. */
const erasures: Record<string, string> = {
  audit_actors: `delete from audit_actors where entry_id in (
    select id from audit_entries where actor = (select uuid from customers where id = erased))`,
  audit_details: `delete from audit_details where entry_id in (select id from audit_entries where subject in (
    select 'customer/' || uuid from customers where id = erased
    union all select 'order/' || uuid from orders where customer_id = erased
    union all select 'shipment/' || uuid from shipments where order_id in (select id from orders where customer_id = erased)
    union all select 'return/' || uuid from returns where order_id in (select id from orders where customer_id = erased)
    union all select 'ticket/' || uuid from tickets where customer_id = erased
    union all select 'review/' || uuid from reviews where customer_id = erased
    union all select 'store-rating/' || uuid from store_ratings where order_id in (select id from orders where customer_id = erased)))`,
  stock_movements: `update stock_movements set actor = 'erased'
    where actor <> '' and actor = (select username from customers where id = erased)`,
};

export class AppendOnly extends Migration {
  override up(): void {
    for (const [table, name, events, body] of triggers) {
      this.addSql(
        `create or replace function "${table}_${name}_fn"() returns trigger as $$ begin ${body} end; $$ language plpgsql;`,
      );
      this.addSql(
        `create trigger "${name}" before ${events} on "${table}" for each statement execute function "${table}_${name}_fn"();`,
      );
    }
    for (const table of neverTruncated)
      this.addSql(
        `create trigger "no_truncate" before truncate on "${table}" for each statement execute function "${table}_append_only_fn"();`,
      );
    for (const [table, erasure] of Object.entries(erasures)) {
      this.addSql(`
        create function shop.erase_${table}(erased int) returns void language plpgsql security definer set search_path = public, pg_temp as $$
        begin
          perform set_config('shop.erasing', 'yes', true);
          ${erasure};
          perform set_config('shop.erasing', '', true);
        end $$;`);
      this.addSql(`revoke execute on function shop.erase_${table}(int) from public;`);
    }
  }

  override down(): void {
    for (const table of Object.keys(erasures)) this.addSql(`drop function shop.erase_${table}(int);`);
    for (const table of neverTruncated) this.addSql(`drop trigger "no_truncate" on "${table}";`);
    for (const [table, name] of triggers) {
      this.addSql(`drop trigger "${name}" on "${table}";`);
      this.addSql(`drop function "${table}_${name}_fn"();`);
    }
  }
}
