import { Migration } from '@mikro-orm/migrations';

const renamed: [table: string, before: string, after: string][] = [
  ['sessions', 'created', 'created_at'],
  ['sessions', 'last_used', 'last_used_at'],
  ['sessions', 'expires', 'expires_at'],
  ['sessions', 'revoked', 'revoked_at'],
  ['failed_logins', 'since', 'first_failed_at'],
  ['password_resets', 'created', 'created_at'],
  ['password_resets', 'expires', 'expires_at'],
  ['idempotency_keys', 'created', 'created_at'],
  ['audit_entries', 'created', 'created_at'],
];

/** Columns that hold moments end in `_at`. */
export class PlatformMoments extends Migration {
  override up(): void {
    for (const [table, before, after] of renamed)
      this.addSql(`alter table ${table} rename column ${before} to ${after}`);
    this.addSql('alter index idempotency_keys_created_index rename to idempotency_keys_created_at_index');
  }

  override down(): void {
    for (const [table, before, after] of renamed)
      this.addSql(`alter table ${table} rename column ${after} to ${before}`);
    this.addSql('alter index idempotency_keys_created_at_index rename to idempotency_keys_created_index');
  }
}
