import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Config } from '../config/config.js';
import { Changes } from './changes.js';
import { Database } from './database.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { Jobs } from './jobs.js';
import { ormOptions } from './orm.options.js';

@Global()
@Module({
  imports: [
    MikroOrmModule.forRootAsync({ driver: PostgreSqlDriver, inject: [Config], useFactory: ormOptions }),
    MikroOrmModule.forFeature([IdempotencyKey]),
  ],
  providers: [Changes, Database, Jobs],
  exports: [Changes, Database, Jobs],
})
export class DatabaseModule implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('idempotency.forget', async () => {
      await sql`delete from idempotency_keys where created < now() - interval '24 hours'`.execute(this.database.sql());
    });
  }
}
