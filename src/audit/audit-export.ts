import { Injectable, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Caller } from '../common/http/access.js';
import { escapeFormula } from '../common/text/formula.js';
import { Database } from '../database/database.js';
import type { AuditFilter, AuditRow } from './audit.dto.js';
import { TooManyEntries } from './audit.errors.js';
import { AuditQueries } from './audit.queries.js';
import { AuditService } from './audit.service.js';

const most = 100_000;
const batchSize = 500;

/** Hands over audit entries as a table, for whoever has to check them. */
@Injectable()
export class AuditExport {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: AuditQueries,
  ) {}

  /** Its own entry is not in it. @throws TooManyEntries */
  async csv(me: Caller, filter: AuditFilter): Promise<StreamableFile> {
    const count = await this.queries.count(filter, most + 1);
    if (count > most) throw new TooManyEntries();
    const [latest] = await this.queries.batch(filter, 1);
    await this.database.transaction(async (em) =>
      this.audit.record(em, me, 'audit.export', { kind: 'audit' }, { filter: { ...filter }, count }),
    );
    return new StreamableFile(Readable.from(this.chunks(filter, (latest?.id ?? 0) + 1)), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="audit.csv"',
    });
  }

  /** One statement per batch, so that a slow client holds no transaction. */
  private async *chunks(filter: AuditFilter, below: number): AsyncGenerator<string> {
    const { stringify } = await import('csv-stringify/sync');
    yield stringify([columns]);
    for (;;) {
      const rows = await this.queries.batch(filter, batchSize, below);
      if (rows.length > 0) yield stringify(rows.map(toLine), { columns, cast: { string: escapeFormula } });
      if (rows.length < batchSize) return;
      below = rows.at(-1)?.id ?? 0;
    }
  }
}

const columns = [
  'id',
  'at',
  'actor',
  'username',
  'role',
  'action',
  'kind',
  'uuid',
  'label',
  'changes',
  'request_id',
  'address',
];

const toLine = ({ actor, subject, changes, ...row }: AuditRow) => ({
  ...row,
  actor: actor.uuid,
  username: actor.username,
  role: actor.role,
  ...subject,
  changes: JSON.stringify(changes),
});
