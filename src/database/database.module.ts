import { MikroOrmModule } from '@mikro-orm/nestjs';
import { type EntityClass, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type DynamicModule, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Commits } from './commits.js';
import { Database } from './database.js';
import { ormOptions } from './orm.options.js';
import { Replicas } from './replicas.js';

@Module({})
export class DatabaseModule {
  static with(entities: EntityClass[]): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        MikroOrmModule.forRootAsync({
          driver: PostgreSqlDriver,
          inject: [Config],
          // Each transaction forks its own EntityManager and reads need none, so no request needs a context.
          useFactory: (config: Config) => ({ ...ormOptions(config, entities), registerRequestContext: false }),
        }),
      ],
      providers: [Commits, Database, Replicas],
      exports: [Commits, Database],
    };
  }
}
