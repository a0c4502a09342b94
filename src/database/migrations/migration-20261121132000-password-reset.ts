import { Migration } from '@mikro-orm/migrations';

export class PasswordReset extends Migration {
  override up(): void {
    this.addSql(`
      create table "password_resets" ("token_hash" varchar(64) not null, "customer_id" int not null, "expires" timestamptz not null, "created" timestamptz not null, primary key ("token_hash"));
      create index "password_resets_customer_id_index" on "password_resets" ("customer_id");
      alter table "password_resets" add constraint "password_resets_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
    `);
  }
}
