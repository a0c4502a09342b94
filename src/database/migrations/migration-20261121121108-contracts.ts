import { Migration } from '@mikro-orm/migrations';

export class Contracts extends Migration {
  override up(): void {
    this.addSql(`alter table "orders" add "email" varchar(254) null;`);
    this.addSql(`alter table "sessions" add "refresh_rotates" boolean not null default true;`);
  }
}
