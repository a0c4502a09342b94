import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { MalformedRequest, TooLarge } from '../common/http/request.errors.js';
import { invalidateCache } from '../database/cache-invalidation.js';
import { Database } from '../database/database.js';
import { ImportRefused } from './product-import.errors.js';
import { csvLines } from './csv-lines.js';
import { allowTime } from '../catalog/keywords.js';
import { type BadLine, type Column, headOf, type ProductLine, productOf } from './product-csv.js';
import { addNew, changeOld } from './product-import-apply.js';
import type { ImportDone } from './product-import.dto.js';
import { badLines, createStaging, resolve, stage } from './product-import-staging.js';

export const largestFile = 200 * 1024 * 1024;
const mostReported = 100;
/** Small, so that little is alive at a time: the process shall not grow by what passes through. */
const batch = 100;

/** Reads products from CSV: all of the file, or nothing of it. */
@Injectable()
export class ProductImportService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * The upload goes to a file first: a client that is slow, or away, holds neither a transaction nor a lock.
   *
   * @throws ImportRefused, TooLarge
   */
  async read(me: Caller, upload: Readable): Promise<ImportDone> {
    const folder = await mkdtemp(join(tmpdir(), 'magazin-import-'));
    try {
      const path = join(folder, 'products.csv');
      await pipeline(upload, bounded, createWriteStream(path, { mode: 0o600 })).catch(isAway);
      for (;;) {
        const done = await this.database.transaction((em) => this.import(em, me, path));
        if (done) return done;
        await wait(500);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Undefined while another import runs: two at once would only wait for each other's rows. */
  private async import(em: EntityManager, me: Caller, path: string): Promise<ImportDone | undefined> {
    const { rows } = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtext('product import')) as mine
    `.execute(em.getKysely());
    if (!rows[0]?.mine) return undefined;
    await allowTime(em, 120);
    await createStaging(em);
    const { lines, bad } = await staged(em, createReadStream(path, { highWaterMark: 16 * 1024 }));
    const brands_created = await resolve(em);
    bad.push(...(await badLines(em, mostReported)));
    if (bad.length > 0) throw new ImportRefused(bad.toSorted((a, b) => a.line - b.line).slice(0, mostReported));
    invalidateCache(em, 'catalog');
    const actor = me.username ?? '';
    const created = await addNew(em, actor);
    const updated = await changeOld(em, actor);
    const done = { created, updated, unchanged: lines - created - updated, brands_created };
    this.audit.record(em, me, 'product.import', 'product', done);
    return done;
  }
}

/** Puts every good line into the staging table; the bad ones are returned, as far as anybody would read them. */
async function staged(em: EntityManager, file: Readable): Promise<{ lines: number; bad: BadLine[] }> {
  const bad: BadLine[] = [];
  let head: Column[] | undefined;
  let lines = 0;
  let waiting: ProductLine[] = [];
  const broken = (line: number) =>
    bad.push({ line, column: null, reason: 'is no CSV: a quote is not where it can be' });
  for await (const line of csvLines(file, broken)) {
    if (!head) {
      const read = headOf(line);
      if ('bad' in read) throw new ImportRefused(read.bad);
      head = read.head;
      continue;
    }
    const product = productOf(head, line);
    if ('bad' in product) bad.push(...product.bad);
    else waiting.push(product);
    if (bad.length >= mostReported) break;
    if (waiting.length === batch) {
      await stage(em, waiting);
      lines += batch;
      waiting = [];
    }
  }
  if (!head && bad.length === 0) bad.push({ line: 1, column: null, reason: 'the file is empty' });
  await stage(em, waiting);
  return { lines: lines + waiting.length, bad };
}

/** Nobody hears it any more, but it is none of the server's failures. */
function isAway(error: { code?: string }): never {
  throw error.code === 'ECONNRESET' ? new MalformedRequest() : error;
}

async function* bounded(upload: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of upload) {
    size += chunk.length;
    if (size > largestFile) throw new TooLarge();
    yield chunk;
  }
}
