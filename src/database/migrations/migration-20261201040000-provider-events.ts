import { Migration } from '@mikro-orm/migrations';

export class ProviderEvents extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql('create index "provider_events_created_at_index" on "provider_events" ("created_at")');
  }

  override down(): void {
    this.addSql('drop index "provider_events_created_at_index"');
  }
}
