import { Migration } from '@mikro-orm/migrations';

export class InvoiceFiles extends Migration {
  override up(): void {
    this.addSql(`
      create table "invoice_files" ("invoice_id" int not null, "format" text not null, "content" bytea not null, primary key ("invoice_id", "format"));
      alter table "invoice_files" add constraint "invoice_files_invoice_id_foreign" foreign key ("invoice_id") references "invoices" ("id") on delete restrict;
      alter table "invoice_files" add constraint "invoice_files_format_check" check ("format" in ('pdf', 'ubl', 'cii'));
      insert into invoice_files (invoice_id, format, content) select id, 'pdf', pdf from invoices where pdf is not null;
      alter table "invoices" drop column "pdf";
    `);
  }

  override down(): void {
    this.addSql(`
      alter table "invoices" add column "pdf" bytea null;
      update invoices set pdf = content from invoice_files where invoice_id = id and format = 'pdf';
      drop table "invoice_files";
    `);
  }
}
