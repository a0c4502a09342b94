import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { sql } from 'kysely';
import { Public } from '../common/access.js';
import { Fails } from '../common/fails.js';
import { Unavailable } from '../common/request.errors.js';
import { Database } from '../database/database.js';
import { Health } from './operations.dto.js';

@ApiTags('Operations')
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly database: Database) {}

  /** Whether the process answers at all. */
  @Get('live')
  live(): Health {
    return { status: 'ok' };
  }

  /** Whether it can serve: the database answers. */
  @Get('ready')
  @Fails(Unavailable)
  async ready(): Promise<Health> {
    await sql`select 1`.execute(this.database.sql());
    return { status: 'ok' };
  }
}
