import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { dayOf, daysAfter } from '../config/calendar.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { withTimeLimit } from '../database/time-limit.js';
import { Jobs } from '../jobs/jobs.js';

/** Below that, a term may say something about a person. */
const fewestVisitors = 3;
const popularDays = 30;
const mostPopular = 1_000;
const timeoutSeconds = 25;

/** Ranks what visitors have searched for, and forgets that they did. */
@Injectable()
export class PopularSearchService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.hourly('searches.rank', () => this.rank());
    this.jobs.nightly('searches.forget', () => this.forget());
  }

  /** Replaces the popular terms by those of the last thirty days. */
  async rank(): Promise<void> {
    const since = sql`${oldestDay()}::date`;
    await this.database.transaction((em) =>
      withTimeLimit(em, timeoutSeconds, () =>
        sql`
          with shared as (
            select term from search_visitors where day >= ${since} group by term having count(*) >= ${fewestVisitors}
          ), popular as materialized (
            select term, sum(searches)::int as searches from search_terms join shared using (term)
            where day >= ${since} group by term having sum(without_result) < sum(searches)
            order by searches desc, term limit ${mostPopular}
          ), removed as (
            delete from popular_searches where term not in (select term from popular)
          )
          insert into popular_searches (term, searches) select term, searches from popular order by term
          on conflict (term) do update set searches = excluded.searches
        `.execute(em.getKysely()),
      ),
    );
  }

  async forget(): Promise<void> {
    await deleteInBatches(this.database, 'search_visitors', sql`day < ${oldestDay()}::date`);
  }
}

const oldestDay = (): string => daysAfter(dayOf(new Date()), -popularDays);
