import { Injectable, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { type Statement, statement } from '../database/statement.js';
import { findCustomer } from './find-customer.js';
import { personalData } from './personal-data.js';
import type { TableRules } from './table-rules.js';

const batchSize = 200;

type Batch = Statement<{ id: number; row: object }>;

/** Values: the customer's id, the last id of the batch before. */
const sections: [string, Batch][] = Object.entries(personalData)
  .toReversed()
  .flatMap(([table, rules]) => (rules.owner && rules.exported ? [[table, batchOf(table, rules)]] : []));

function batchOf(table: string, { owner, exported: columns = [], visible = 'true', key = 'id' }: TableRules): Batch {
  const fields = columns.map((column) => `'${column}', ${column}`).join(', ');
  const text = `select ${key} as id, json_build_object('${key}', ${key}, ${fields}) as row from ${table}
    where (${owner}) and ${visible} and ${key} > $2 order by ${key} limit ${batchSize}`;
  return statement(`privacy_export_${table}`, text);
}

/** Hands over what the shop knows about a customer, table by table. */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  file(customer: number): StreamableFile {
    return new StreamableFile(Readable.from(this.pieces(customer)));
  }

  /** Of a customer or a guest; recorded. @throws CustomerNotFound */
  async fileForStaff(actor: Caller, uuid: string): Promise<StreamableFile> {
    const customer = await this.database.transaction(async (em) => {
      const id = await findCustomer(em, uuid);
      this.audit.record(em, actor, 'customer.export', { kind: 'customer', uuid });
      await em.flush();
      return id;
    });
    return this.file(customer);
  }

  private async *pieces(customer: number): AsyncGenerator<string> {
    yield '{';
    for (const [index, [table, batch]] of sections.entries()) {
      yield `${index ? ',' : ''}"${table}":[`;
      yield* this.rows(customer, batch);
      yield ']';
    }
    yield '}';
  }

  private async *rows(customer: number, batch: Batch): AsyncGenerator<string> {
    let last = 0;
    for (;;) {
      const rows = await this.database.query(batch, [customer, last]);
      const text = rows.map(({ row }) => JSON.stringify(row)).join(',');
      if (text) yield last ? `,${text}` : text;
      if (rows.length < batchSize) return;
      last = rows.at(-1)?.id ?? last;
    }
  }
}
