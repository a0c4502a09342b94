import { Migration } from '@mikro-orm/migrations';

export class HotPaths extends Migration {
  override up(): void {
    // Volatile: within a statement that waited for a bucket, it counts what is there afterwards.
    this.addSql(`
      create function lines_of_bucket(bucket int) returns bigint volatile language sql as
        'select count(*) from bucket_lines where bucket_id = bucket';
    `);
  }

  override down(): void {
    this.addSql('drop function lines_of_bucket(int);');
  }
}
