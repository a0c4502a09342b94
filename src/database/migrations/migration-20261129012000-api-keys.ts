import { Migration } from '@mikro-orm/migrations';

export class ApiKeys extends Migration {
  override up(): void {
    this.addSql(`
      create table "api_keys" ("id" serial primary key, "uuid" uuid not null, "customer_id" int not null, "name" varchar(100) not null, "key_hash" varchar(64) not null, "role" text not null, "permissions" text[] not null, "created_at" timestamptz not null default now(), "last_used_at" timestamptz null, "expires_at" timestamptz null, "revoked_at" timestamptz null);
      alter table "api_keys" add constraint "api_keys_uuid_unique" unique ("uuid");
      create index "api_keys_customer_id_index" on "api_keys" ("customer_id");
      alter table "api_keys" add constraint "api_keys_key_hash_unique" unique ("key_hash");
      alter table "api_keys" add constraint "api_keys_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
    `);
  }

  override down(): void {
    this.addSql('drop table api_keys');
  }
}
