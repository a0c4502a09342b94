import { Migration } from '@mikro-orm/migrations';

const personal = `('customer', 'order', 'shipment', 'return', 'ticket', 'review', 'store-rating')`;

const refusal = (table: string, name: string) => `
  create or replace function "${table}_${name}_fn"() returns trigger as $$ begin raise exception '${table} is append-only: % is refused', lower(tg_op) using errcode = 'restrict_violation'; end; $$ language plpgsql;`;

export class AuditTrail extends Migration {
  override up(): void {
    this.addSql(`
      alter table "audit_entries" add column "role" varchar(40) not null default '', add column "subject_kind" varchar(40) null, add column "label" varchar(200) not null default '';
      update "audit_entries" set "subject_kind" = split_part("subject", '/', 1);
      alter table "audit_entries" alter column "subject_kind" set not null;
      drop index "audit_entries_actor_index";
      drop index "audit_entries_subject_index";
      create index "audit_entries_of_actor" on "audit_entries" ("actor", "id");
      create index audit_entries_of_action on audit_entries (action varchar_pattern_ops, id);
      create index "audit_entries_of_kind" on "audit_entries" ("subject_kind", "id");
      create index "audit_entries_of_subject" on "audit_entries" ("subject", "id");
      create index "audit_entries_of_request" on "audit_entries" ("request_id");
      create index "audit_entries_created_at_index" on "audit_entries" ("created_at");
      create index audit_entries_labels on audit_entries (lower(label) text_pattern_ops);
    `);
    this.addSql(`
      create table "audit_actors" ("entry_id" bigint not null, "username" varchar(254) not null, "address" varchar(64) not null default '', primary key ("entry_id"));
      alter table "audit_actors" add constraint "audit_actors_entry_id_foreign" foreign key ("entry_id") references "audit_entries" ("id") on update cascade on delete restrict;
      create table "audit_details" ("entry_id" bigint not null, "label" varchar(254) not null default '', "changes" jsonb not null, primary key ("entry_id"));
      alter table "audit_details" add constraint "audit_details_entry_id_foreign" foreign key ("entry_id") references "audit_entries" ("id") on update cascade on delete restrict;
      create index audit_details_labels on audit_details (lower(label) text_pattern_ops);
    `);
    // What is about a customer moves to where it can be erased, while entries can still be changed.
    this.addSql(`
      insert into "audit_details" ("entry_id", "changes") select "id", "changes" from "audit_entries" where "subject_kind" in ${personal} and "changes" <> '{}';
      update "audit_entries" set "changes" = '{}' where "subject_kind" in ${personal} and "changes" <> '{}';
    `);
    this.addSql(refusal('audit_entries', 'append_only'));
    this.addSql(refusal('audit_actors', 'no_update'));
    this.addSql(refusal('audit_details', 'no_update'));
    // A trigger binds the owner, too, which the application is in the embedded database.
    this.addSql(`
      create trigger "append_only" before update or delete on "audit_entries" for each statement execute function "audit_entries_append_only_fn"();
      create trigger "no_truncate" before truncate on "audit_entries" for each statement execute function "audit_entries_append_only_fn"();
      create trigger "no_update" before update on "audit_actors" for each statement execute function "audit_actors_no_update_fn"();
      create trigger "no_truncate" before truncate on "audit_actors" for each statement execute function "audit_actors_no_update_fn"();
      create trigger "no_update" before update on "audit_details" for each statement execute function "audit_details_no_update_fn"();
      create trigger "no_truncate" before truncate on "audit_details" for each statement execute function "audit_details_no_update_fn"();
    `);
    // Whoever is not the owner, and was granted all of the schema, may only add.
    this.addSql(`
      do $$ declare granted record; begin
        for granted in
          select distinct relname, case when grantee = 0 then 'public' else grantee::regrole::text end as role
          from pg_class, aclexplode(relacl)
          where relnamespace = current_schema()::regnamespace and relname in ('audit_entries', 'audit_actors', 'audit_details') and grantee <> relowner
        loop
          execute format('revoke update, truncate on %I from %s', granted.relname, granted.role);
          if granted.relname = 'audit_entries' then execute format('revoke delete on audit_entries from %s', granted.role); end if;
        end loop;
      end $$;
    `);
  }

  override down(): void {
    this.addSql(`
      drop trigger "append_only" on "audit_entries";
      drop trigger "no_truncate" on "audit_entries";
      drop function "audit_entries_append_only_fn"();
      update "audit_entries" set "changes" = "audit_details"."changes" from "audit_details" where "entry_id" = "id";
      drop table "audit_details";
      drop table "audit_actors";
      drop function "audit_details_no_update_fn"();
      drop function "audit_actors_no_update_fn"();
      drop index "audit_entries_of_actor", "audit_entries_of_action", "audit_entries_of_kind", "audit_entries_of_subject", "audit_entries_of_request", "audit_entries_created_at_index", "audit_entries_labels";
      alter table "audit_entries" drop column "role", drop column "subject_kind", drop column "label";
      create index "audit_entries_actor_index" on "audit_entries" ("actor");
      create index "audit_entries_subject_index" on "audit_entries" ("subject");
    `);
  }
}
