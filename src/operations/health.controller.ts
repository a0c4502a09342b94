import { Controller, Get, type OnModuleDestroy } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { sql } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Unavailable } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import { Health } from './operations.dto.js';

/** A load balancer asks often and waits little. */
const readyWithinMs = 800;

@ApiTags('Operations')
@Controller('health')
@Public()
export class HealthController implements OnModuleDestroy {
  private stopping = false;

  constructor(private readonly database: Database) {}

  /** Check liveness: the process answers. */
  @Get('live')
  live(): Health {
    return { status: 'ok' };
  }

  /** Check readiness: the database answers. */
  @Get('ready')
  @Fails(Unavailable)
  async ready(): Promise<Health> {
    // A load balancer learns of the shutdown here, before this process is gone.
    if (this.stopping) throw new Unavailable(null, 10);
    const answer = sql`select 1`.execute(this.database.sql());
    const late = wait(readyWithinMs, undefined, { ref: false }).then(() => {
      throw new Unavailable(null, 1);
    });
    // Whichever is later may fail unheard.
    for (const each of [answer, late]) each.catch(() => undefined);
    await Promise.race([answer, late]);
    return { status: 'ok' };
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }
}
