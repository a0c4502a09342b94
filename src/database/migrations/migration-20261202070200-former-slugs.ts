import { Migration } from '@mikro-orm/migrations';

const tables = ['products', 'categories', 'brands'];

/** Slugs stand in addresses that others have kept: one that was changed goes on leading to its row. */
export class FormerSlugs extends Migration {
  override up(): void {
    this.addSql(`
      create table shop.former_slugs (kind text not null, slug text not null, row_id int not null, primary key (kind, slug));
      create function shop.keep_former_slug() returns trigger language plpgsql as $$
        begin
          insert into shop.former_slugs (kind, slug, row_id) values (tg_table_name, old.slug, old.id)
          on conflict (kind, slug) do update set row_id = excluded.row_id;
          return null;
        end $$;
    `);
    for (const table of tables)
      this.addSql(`
        create trigger keep_former_slug after update of slug on ${table} for each row
        when (old.slug is distinct from new.slug) execute function shop.keep_former_slug();
      `);
  }

  override down(): void {
    for (const table of tables) this.addSql(`drop trigger keep_former_slug on ${table}`);
    this.addSql('drop function shop.keep_former_slug; drop table shop.former_slugs');
  }
}
