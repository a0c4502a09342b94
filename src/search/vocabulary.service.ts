import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { Database } from '../database/database.js';
import { withTimeLimit } from '../database/time-limit.js';
import { Jobs } from '../jobs/jobs.js';

const batchSize = 1_000;
const retryDelayMs = 500;
/** Of waits for writers of products; what is left over goes the next night. */
const maxWaits = 200;
const batchSeconds = 60;

/** Forgets the words of products that are gone or renamed: a near spelling of one finds nothing. */
@Injectable()
export class VocabularyService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('vocabulary.forget', () => this.forget());
  }

  async forget(): Promise<void> {
    let waits = 0;
    for (let after = ''; ;) {
      const last = await this.forgetAfter(after);
      if (last === null) return;
      if (last !== undefined) after = last;
      else if (waits++ === maxWaits) return;
      else await wait(retryDelayMs);
    }
  }

  /** Looks through the next thousand words. @returns the last of them, null at the end, undefined while products are written */
  private forgetAfter(after: string): Promise<string | null | undefined> {
    return this.database.transaction(async (em) => {
      const db = em.getKysely();
      const { rows } = await sql<{ locked: boolean }>`
        select pg_try_advisory_xact_lock(hashtext('vocabulary')) as locked
      `.execute(db);
      if (!rows[0]?.locked) return undefined;
      const looked = await withTimeLimit(em, batchSeconds, () =>
        sql<{ last: string | null }>`
        with looked as (
          select word, array_agg(ctid order by ctid) as places from shop.vocabulary
          where word > ${after} group by word order by word limit ${batchSize}
        ), kept as (
          select word from looked where exists (select from products where search @@ looked.word::tsquery)
        ), gone as (
          delete from shop.vocabulary where ctid = any (array (
            select place from looked, unnest(places) with ordinality as place(place, nth)
            where nth > 1 or word not in (select word from kept)
          ))
        )
        select max(word) as last from looked
      `.execute(db),
      );
      return looked.rows[0]?.last ?? null;
    });
  }
}
