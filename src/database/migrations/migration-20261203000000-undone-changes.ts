import { Migration } from '@mikro-orm/migrations';

/** An undoing brings the password of before the change back, and used tokens go on counting changes. */
export class UndoneChanges extends Migration {
  override up(): void {
    this.addSql(
      'alter table email_tokens add column password_hash varchar(255) null, add column used_at timestamptz null',
    );
  }

  override down(): void {
    this.addSql('delete from email_tokens where used_at is not null');
    this.addSql('alter table email_tokens drop column password_hash, drop column used_at');
  }
}
