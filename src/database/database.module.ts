import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { CacheInvalidation } from './cache-invalidation.js';
import { Database } from './database.js';
import { ormOptions } from './orm.options.js';

@Global()
@Module({
  imports: [MikroOrmModule.forRootAsync({ driver: PostgreSqlDriver, inject: [Config], useFactory: ormOptions })],
  providers: [CacheInvalidation, Database],
  exports: [CacheInvalidation, Database],
})
export class DatabaseModule {}
