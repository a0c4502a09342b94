import { Migration } from '@mikro-orm/migrations';

export class Support extends Migration {
  override up(): void {
    this.addSql(`
      create table "canned_answers" ("id" serial primary key, "uuid" uuid not null, "title" varchar(100) not null, "text" text not null, "created_at" timestamptz not null default now());
      alter table "canned_answers" add constraint "canned_answers_uuid_unique" unique ("uuid");
      create unique index canned_answers_title on canned_answers (lower(title));
      create table "tickets" ("id" serial primary key, "uuid" uuid not null, "number" varchar(255) generated always as ('T-' || (100000 + id)) stored not null, "customer_id" int null, "order_id" int null, "product_id" int null, "assignee_id" int null, "subject" varchar(150) not null, "email" varchar(254) null, "name" varchar(150) not null default '', "status" text not null default 'open', "waiting_at" timestamptz null default now(), "first_answered_at" timestamptz null, "solved_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now());
      alter table "tickets" add constraint "tickets_uuid_unique" unique ("uuid");
      alter table "tickets" add constraint "tickets_number_unique" unique ("number");
      create index "tickets_of_customer" on "tickets" ("customer_id", "id");
      create index "tickets_order_id_index" on "tickets" ("order_id");
      create index "tickets_product_id_index" on "tickets" ("product_id");
      create index "tickets_assignee_id_index" on "tickets" ("assignee_id");
      create index tickets_waiting on tickets (waiting_at, id desc);
      create index "tickets_of_status" on "tickets" ("status", "waiting_at");
      create index "tickets_answered" on "tickets" ("first_answered_at");
      create table "ticket_budgets" ("key" varchar(300) not null, "count" int not null, "started_at" timestamptz not null, primary key ("key"));
      create table "ticket_messages" ("id" serial primary key, "uuid" uuid not null, "ticket_id" int not null, "kind" text not null, "staff_id" int null, "text" text not null, "created_at" timestamptz not null default now());
      alter table "ticket_messages" add constraint "ticket_messages_uuid_unique" unique ("uuid");
      create index "ticket_messages_staff_id_index" on "ticket_messages" ("staff_id");
      create index "ticket_messages_of_ticket" on "ticket_messages" ("ticket_id", "id");
      create table "ticket_attachments" ("id" serial primary key, "uuid" uuid not null, "message_id" int not null, "name" varchar(150) not null, "content_type" varchar(40) not null, "size" int not null, "content" bytea not null, "created_at" timestamptz not null default now());
      alter table "ticket_attachments" add constraint "ticket_attachments_uuid_unique" unique ("uuid");
      create index "ticket_attachments_message_id_index" on "ticket_attachments" ("message_id");
      alter table "tickets" add constraint "tickets_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      alter table "tickets" add constraint "tickets_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete set null;
      alter table "tickets" add constraint "tickets_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete set null;
      alter table "tickets" add constraint "tickets_assignee_id_foreign" foreign key ("assignee_id") references "customers" ("id") on delete set null;
      alter table "tickets" add constraint "tickets_waiting_for_staff" check ((status in ('open', 'waiting_staff')) = (waiting_at is not null));
      alter table "tickets" add constraint "tickets_solved" check ((status = 'solved') = (solved_at is not null));
      alter table "tickets" add constraint "tickets_status_check" check ("status" in ('open', 'waiting_customer', 'waiting_staff', 'solved', 'closed'));
      alter table "ticket_messages" add constraint "ticket_messages_ticket_id_foreign" foreign key ("ticket_id") references "tickets" ("id") on delete cascade;
      alter table "ticket_messages" add constraint "ticket_messages_staff_id_foreign" foreign key ("staff_id") references "customers" ("id") on delete set null;
      alter table "ticket_messages" add constraint "ticket_messages_kind_check" check ("kind" in ('customer', 'staff', 'note'));
      alter table "ticket_attachments" add constraint "ticket_attachments_message_id_foreign" foreign key ("message_id") references "ticket_messages" ("id") on delete cascade;
    `);
  }

  override down(): void {
    this.addSql(
      'drop table ticket_attachments; drop table ticket_messages; drop table tickets; drop table ticket_budgets; drop table canned_answers',
    );
  }
}
