import { Migration } from '@mikro-orm/migrations';
import { Logger } from '@nestjs/common';
import { canonicalText, lengthOf, seenOf } from '../../common/text/canonical.js';
import { canonicalEmail, emailKey, newerKey, usernameKey } from '../../identity/account-keys.js';

interface Account {
  id: number;
  username: string;
  email: string;
  created_at: Date;
}

const batchSize = 2_000;

/** Texts that the door let in as they came. What people and papers were told stays: orders, invoices, mails, the audit trail. */
const lines: Record<string, string[]> = {
  customers: ['username', 'first_name', 'last_name', 'phone', 'city', 'address', 'title'],
  addresses: ['first_name', 'last_name', 'company', 'address', 'line2', 'post_code', 'city', 'region', 'phone'],
  products: ['name'],
  brands: ['name'],
  categories: ['name'],
  shipping_methods: ['name'],
  reviews: ['title'],
};
const texts: Record<string, string[]> = { products: ['description'], reviews: ['text'] };
const emails: Record<string, string[]> = {
  customers: ['email'],
  orders: ['email'],
  tickets: ['email'],
};

export class AccountKeys extends Migration {
  private readonly log = new Logger('Migration');

  override async up(): Promise<void> {
    await this.execute('set local statement_timeout = 0');
    await this.execute(`
      drop index "customers_email";
      drop index "customers_username";
      alter table "customers" drop constraint "customers_guest_or_registered",
        add column "username_key" text null, add column "email_key" text null;
    `);
    for (const [table, columns] of Object.entries(lines)) await this.rewrite(table, columns, seenOf);
    for (const [table, columns] of Object.entries(texts)) await this.rewrite(table, columns, canonicalText);
    for (const [table, columns] of Object.entries(emails)) await this.rewrite(table, columns, canonicalEmail);
    await this.addKeys();
    await this.separate();
    await this.execute(`
      alter table "customers" add constraint "customers_guest_or_registered"
        check (num_nulls(username, username_key, email, email_key, password_hash) in (0, 5));
      create unique index customers_email on customers (email_key);
      create unique index customers_username on customers (username_key);
    `);
  }

  override down(): void {
    this.addSql(`
      alter table "customers" drop constraint "customers_guest_or_registered";
      alter table "customers" drop column "username_key", drop column "email_key";
      alter table "customers" add constraint "customers_guest_or_registered" check (num_nulls(username, email, password_hash) in (0, 3));
      create unique index customers_email on customers (lower(email));
      create unique index customers_username on customers (lower(username));
    `);
  }

  /** Brings what is not in its canonical form into it, save what would then be blank. */
  private async rewrite(table: string, columns: string[], canonical: (text: string) => string): Promise<void> {
    const limits = await this.limitsOf(table);
    const isSuspect = columns.map((column) => `${column} ~ '[^!-~ ]|^ | $'`).join(' or ');
    for (let after = 0; ;) {
      const rows = (await this.execute(
        `select id, ${columns.join(', ')} from ${table} where id > ${after} and (${isSuspect}) order by id limit ${batchSize}`,
      )) as ({ id: number } & Record<string, string | null>)[];
      for (const { id, ...row } of rows)
        for (const [column, text] of Object.entries(row)) {
          const better = text && canonical(text);
          // Composed, a letter can become two.
          if (better && better !== text && lengthOf(better) <= (limits.get(column) ?? Infinity))
            await this.execute(`update ${table} set ${column} = ? where id = ?`, [better, id]);
        }
      const last = rows.at(-1);
      if (!last || rows.length < batchSize) return;
      after = last.id;
    }
  }

  private async limitsOf(table: string): Promise<Map<string, number>> {
    const rows = (await this.execute(
      `select column_name as name, character_maximum_length as most from information_schema.columns
       where table_schema = current_schema() and table_name = ? and character_maximum_length is not null`,
      [table],
    )) as { name: string; most: number }[];
    return new Map(rows.map(({ name, most }) => [name, most]));
  }

  private async addKeys(): Promise<void> {
    // Letters of ASCII are the same for every rule.
    await this.execute(`
      update customers set username_key = lower(username collate "C"), email_key = lower(email collate "C")
      where username ~ '^[!-~]+$' and email ~ '^[!-~]+$'
    `);
    const rows = (await this.execute(
      'select id, username, email from customers where username is not null and username_key is null',
    )) as Account[];
    for (const { id, username, email } of rows)
      await this.execute('update customers set username_key = ?, email_key = ? where id = ?', [
        usernameKey(username),
        emailKey(email),
        id,
      ]);
  }

  /** Of accounts with one key, the oldest keeps it. */
  private async separate(): Promise<void> {
    const rows = (await this.execute(`
      select * from (
        select id, uuid, username_key, email_key,
          row_number() over (partition by username_key order by created_at, id) > 1 as username,
          row_number() over (partition by email_key order by created_at, id) > 1 as email
        from customers where username is not null
      ) accounts where username or email order by id
    `)) as { id: number; uuid: string; username_key: string; email_key: string; username: boolean; email: boolean }[];
    for (const { id, uuid, username_key, email_key, username, email } of rows) {
      await this.execute('update customers set username_key = ?, email_key = ? where id = ?', [
        username ? newerKey(username_key, id) : username_key,
        email ? newerKey(email_key, id) : email_key,
        id,
      ]);
      const [what, remedy] =
        username && email
          ? ['username and email of this account are', `it signs in by its username, a space and ${id}`]
          : [
              `the ${username ? 'username' : 'email'} of this account is`,
              `it signs in by ${username ? 'email' : 'username'}`,
            ];
      this.log.warn({ migration: `${what} taken by an older one: ${remedy}`, customer: uuid });
    }
  }
}
