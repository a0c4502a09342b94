import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
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
  providers: [Database, Jobs],
  exports: [Database, Jobs],
})
export class DatabaseModule {}
