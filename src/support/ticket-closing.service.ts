import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Settings } from '../settings/settings.js';
import { updateInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';

/** Closes solved tickets that nobody answered any more. */
@Injectable()
export class TicketClosingService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('tickets.close', () => this.closeSolved());
  }

  /** One that is answered at the same moment stays open: its status is looked at again once its row is locked. */
  async closeSolved(): Promise<void> {
    await updateInBatches(
      this.database,
      'tickets',
      sql`status = 'closed', solved_at = null, updated_at = now()`,
      sql`status = 'solved' and solved_at < now() - make_interval(days => ${this.settings.get('TICKET_CLOSE_DAYS')})`,
    );
  }
}
