import { Migration } from '@mikro-orm/migrations';

/** Mails whose text is erased kept their recipients, whom nothing led to any more once they were erased themselves. */
export class ExpiredMails extends Migration {
  override up(): void {
    this.addSql(`update mails set recipient = '' where html is null and data is null and recipient <> ''`);
  }

  override down(): void {
    // Addresses that are erased do not come back.
  }
}
