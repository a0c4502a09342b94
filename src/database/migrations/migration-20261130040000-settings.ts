import { Migration } from '@mikro-orm/migrations';

export class Settings extends Migration {
  override up(): void {
    this.addSql(`
      create table "settings" ("id" int not null, "version" int not null default 0, "values" jsonb not null, "updated_at" timestamptz not null default now(), constraint "settings_pkey" primary key ("id"));
      alter table "settings" add constraint "settings_once" check (id = 1);
      insert into "settings" ("id", "values") values (1, '{}');
    `);
  }

  override down(): void {
    this.addSql('drop table settings');
  }
}
