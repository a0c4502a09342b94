import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Changes } from './changes.js';
import { Database } from './database.js';
import { ormOptions } from './orm.options.js';

@Global()
@Module({
  imports: [MikroOrmModule.forRootAsync({ driver: PostgreSqlDriver, inject: [Config], useFactory: ormOptions })],
  providers: [Changes, Database],
  exports: [Changes, Database],
})
export class DatabaseModule {}
