import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { Database } from '../database/database.js';
import { type Statement, statement } from '../database/statement.js';
import { personalData } from './personal-data.js';

const batchSize = 200;

type Batch = Statement<{ id: number; row: object }>;

/** Values: the customer's id, the last id of the batch before. */
const sections: [string, Batch][] = Object.entries(personalData).flatMap(([table, { owner, exported }]) =>
  owner && exported ? [[table, batchOf(table, owner, exported)]] : [],
);

function batchOf(table: string, owner: string, columns: string[]): Batch {
  const fields = columns.map((column) => `'${column}', ${column}`).join(', ');
  const text = `select id, json_build_object('id', id, ${fields}) as row from ${table}
    where ${owner} and id > $2 order by id limit ${batchSize}`;
  return statement(`privacy_export_${table}`, text);
}

/** Hands over what the shop knows about a customer, table by table. */
@Injectable()
export class ExportService {
  constructor(private readonly database: Database) {}

  file(customer: number): Readable {
    return Readable.from(this.pieces(customer));
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
