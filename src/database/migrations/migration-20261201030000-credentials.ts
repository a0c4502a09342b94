import { Migration } from '@mikro-orm/migrations';

export class Credentials extends Migration {
  override up(): void {
    this.addSql(`
      create table "known_addresses" ("customer_id" int not null, "network" varchar(60) not null, "last_used_at" timestamptz not null default now(), primary key ("customer_id", "network"));
      create index "known_addresses_last_used" on "known_addresses" ("last_used_at");
      alter table "known_addresses" add constraint "known_addresses_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      create table "email_tokens" ("id" serial primary key, "token_hash" varchar(64) not null, "customer_id" int not null, "purpose" text check ("purpose" in ('confirm', 'undo')) not null, "email" varchar(254) not null, "expires_at" timestamptz not null, "created_at" timestamptz not null default now());
      alter table "email_tokens" add constraint "email_tokens_token_hash_unique" unique ("token_hash");
      create index "email_tokens_customer_id_index" on "email_tokens" ("customer_id");
      create index "email_tokens_expires" on "email_tokens" ("expires_at");
      alter table "email_tokens" add constraint "email_tokens_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      alter table "customers" add column "guest_token_used_at" timestamptz null, add column "email_confirmed_at" timestamptz null;
      update "customers" set "guest_token_used_at" = now() where "username" is not null;
      create index failed_logins_of_account on failed_logins (key text_pattern_ops);
      delete from "failed_logins";
      insert into "known_addresses" ("customer_id", "network", "last_used_at")
        select "customer_id", "address", max("last_used_at") from "sessions" where "address" ~ '^[0-9.]+$' group by 1, 2;
    `);
  }

  override down(): void {
    this.addSql(`
      alter table "customers" drop column "guest_token_used_at", drop column "email_confirmed_at";
      drop index failed_logins_of_account;
      drop table email_tokens;
      drop table known_addresses;
    `);
  }
}
