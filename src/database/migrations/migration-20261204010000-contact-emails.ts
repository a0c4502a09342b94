import { Migration } from '@mikro-orm/migrations';
import { canonicalEmail } from '../../identity/account-keys.js';

/** Who wrote an address before addresses had one form, and unsubscribed, is still unsubscribed under that form. */
export class ContactEmails extends Migration {
  override async up(): Promise<void> {
    await this.execute('set local statement_timeout = 0');
    for (const { id, better } of await this.misspelt('notification_contacts'))
      await this.renameContact(id, better.toLowerCase());
    for (const { id, better } of await this.misspelt('staff_invitations')) {
      await this.execute('delete from staff_invitations where id <> ? and lower(email) = lower(?)', [id, better]);
      await this.execute('update staff_invitations set email = ? where id = ?', [better, id]);
    }
  }

  override down(): void {
    // Both forms are the same address.
  }

  private async misspelt(table: string): Promise<{ id: number; better: string }[]> {
    const rows = (await this.execute(`select id, email from ${table} where email ~ '[^!-~]' order by id`)) as {
      id: number;
      email: string;
    }[];
    return rows
      .map(({ id, email }) => ({ id, email, better: canonicalEmail(email) }))
      .filter(({ email, better }) => better !== email && better.length <= 254);
  }

  /** Of two contacts that become one, the one that is found by this form goes on; what either declined is declined. */
  private async renameContact(id: number, email: string): Promise<void> {
    const [twin] = (await this.execute('select id from notification_contacts where email = ?', [email])) as {
      id: number;
    }[];
    if (!twin) {
      await this.execute('update notification_contacts set email = ? where id = ?', [email, id]);
      return;
    }
    const both = [twin.id, id];
    await this.execute(
      `update notification_contacts found
       set back_in_stock = found.back_in_stock and other.back_in_stock, price_drops = found.price_drops and other.price_drops,
         bucket_reminders = found.bucket_reminders and other.bucket_reminders
       from notification_contacts other where found.id = ? and other.id = ?`,
      both,
    );
    await this.execute('update consent_records set contact_id = ? where contact_id = ?', both);
    await this.execute(
      `update restock_subscriptions set contact_id = ? where contact_id = ?
         and product_id not in (select product_id from restock_subscriptions where contact_id = ?)`,
      [...both, twin.id],
    );
    await this.execute('delete from notification_contacts where id = ?', [id]);
  }
}
