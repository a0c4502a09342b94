import { Migration } from '@mikro-orm/migrations';

/** Of invoices and mails. */
export class InvoiceMoments extends Migration {
  override up(): void {
    this.addSql(`
      alter table "invoices" rename column "issued" to "issued_at";
      alter table "mails" rename column "created" to "created_at";
      alter table "mails" rename column "sent" to "sent_at";
      alter table "mails" rename column "due" to "next_attempt_at";
      alter table "mails" drop constraint "mails_status_check";
      update mails set status = 'stored' where status = 'kept';
      alter table "mails" add constraint "mails_status_check" check ("status" in ('queued', 'sent', 'stored', 'failed'));
    `);
  }

  override down(): void {
    this.addSql(`
      alter table "invoices" rename column "issued_at" to "issued";
      alter table "mails" rename column "created_at" to "created";
      alter table "mails" rename column "sent_at" to "sent";
      alter table "mails" rename column "next_attempt_at" to "due";
      alter table "mails" drop constraint "mails_status_check";
      update mails set status = 'kept' where status = 'stored';
      alter table "mails" add constraint "mails_status_check" check ("status" in ('queued', 'sent', 'kept', 'failed'));
    `);
  }
}
