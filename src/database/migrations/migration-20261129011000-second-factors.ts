import { Migration } from '@mikro-orm/migrations';

export class SecondFactors extends Migration {
  override up(): void {
    this.addSql(`
      create table "second_factors" ("customer_id" int not null, "secret" bytea not null, "last_step" int null, "created_at" timestamptz not null default now(), "confirmed_at" timestamptz null, primary key ("customer_id"));
      create table "recovery_codes" ("customer_id" int not null, "code_hash" varchar(64) not null, primary key ("customer_id", "code_hash"));
      alter table "second_factors" add constraint "second_factors_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on update cascade on delete cascade;
      alter table "recovery_codes" add constraint "recovery_codes_customer_id_foreign" foreign key ("customer_id") references "second_factors" ("customer_id") on delete cascade;
    `);
  }

  override down(): void {
    this.addSql('drop table recovery_codes; drop table second_factors');
  }
}
