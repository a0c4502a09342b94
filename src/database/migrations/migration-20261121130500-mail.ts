import { Migration } from '@mikro-orm/migrations';

export class Mail extends Migration {
  override up(): void {
    this.addSql(`
      create table "mails" ("id" serial primary key, "uuid" uuid not null, "kind" varchar(40) not null, "recipient" varchar(254) not null, "message_id" varchar(300) not null, "subject" text not null, "html" text null, "text" text null, "data" jsonb null, "attachments" jsonb not null, "status" text not null default 'queued', "attempts" int not null default 0, "last_error" varchar(500) null, "created" timestamptz not null, "sent" timestamptz null, "due" timestamptz not null default now());
      alter table "mails" add constraint "mails_uuid_unique" unique ("uuid");
      create index mails_due on mails (due, id) where status = 'queued';
      create index mails_to_forget on mails (created) where html is not null;
      alter table "mails" add constraint "mails_status_check" check ("status" in ('queued', 'sent', 'kept', 'failed'));
    `);
  }
}
