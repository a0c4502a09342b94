import { Migration } from '@mikro-orm/migrations';

/** What the three roles could do when their rights were part of the code. */
const roles = {
  admin: ['*'],
  support: [
    'read:analytics',
    'read:orders',
    'write:orders',
    'refund:orders',
    'read:shipments',
    'write:shipments',
    'read:returns',
    'write:returns',
    'read:payments',
    'read:invoices',
    'read:exchange_rates',
    'write:exchange_rates',
    'read:customers',
    'read:tickets',
    'write:tickets',
    'read:reviews',
    'write:reviews',
    'read:ratings',
    'write:ratings',
    'read:mails',
    'write:mails',
  ],
  catalog_manager: [
    'read:analytics',
    'read:products',
    'write:products',
    'read:stock',
    'write:stock',
    'read:categories',
    'write:categories',
    'read:brands',
    'write:brands',
    'read:coupons',
    'write:coupons',
    'read:shipping',
    'write:shipping',
  ],
};

export class Staff extends Migration {
  override up(): void {
    this.addSql(`
      create table "roles" ("name" text not null, "permissions" text[] not null, "is_system" boolean not null default false, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("name"));
      alter table "roles" add constraint "roles_name" check (name <> 'customer');
      alter table "roles" add constraint "roles_system" check (is_system = (name = 'admin') and is_system = ('*' = any(permissions)));
    `);
    for (const [name, permissions] of Object.entries(roles))
      this.addSql(
        `insert into "roles" ("name", "permissions", "is_system") values ('${name}', '{${permissions.join(',')}}', ${name === 'admin'});`,
      );
    this.addSql(`
      alter table "customers" drop constraint "customers_role_check";
      alter table "customers" add column "staff_role" text generated always as (nullif(role, 'customer')) stored;
      create index "customers_staff_role_index" on "customers" ("staff_role");
      alter table "customers" add constraint "customers_staff_role_foreign" foreign key ("staff_role") references "roles" ("name");
    `);
    this.addSql(`
      create table "staff_invitations" ("id" serial primary key, "uuid" uuid not null, "email" varchar(254) not null, "role" text not null, "token_hash" varchar(64) not null, "inviter_id" int not null, "created_at" timestamptz not null default now(), "expires_at" timestamptz not null);
      alter table "staff_invitations" add constraint "staff_invitations_uuid_unique" unique ("uuid");
      alter table "staff_invitations" add constraint "staff_invitations_token_hash_unique" unique ("token_hash");
      create unique index staff_invitations_email on staff_invitations (lower(email));
      create index "staff_invitations_role_index" on "staff_invitations" ("role");
      create index "staff_invitations_inviter_id_index" on "staff_invitations" ("inviter_id");
      alter table "staff_invitations" add constraint "staff_invitations_role_foreign" foreign key ("role") references "roles" ("name") on delete cascade;
      alter table "staff_invitations" add constraint "staff_invitations_inviter_id_foreign" foreign key ("inviter_id") references "customers" ("id") on delete cascade;
    `);
  }

  override down(): void {
    this.addSql(`
      drop table "staff_invitations";
      alter table "customers" drop column "staff_role";
      update customers set role = 'customer' where role not in ('customer', 'support', 'catalog_manager', 'admin');
      alter table "customers" add constraint "customers_role_check" check ("role" in ('customer', 'support', 'catalog_manager', 'admin'));
      drop table "roles";
    `);
  }
}
