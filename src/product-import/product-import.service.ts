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
import { announce } from '../database/commits.js';
import { Database } from '../database/database.js';
import { withTimeLimit } from '../database/time-limit.js';
import { importRows } from '../operations/counters.js';
import { csvLines } from './csv-lines.js';
import { ImportMergeService } from './import-merge.service.js';
import { ImportStagingService } from './import-staging.service.js';
import { type Column, type LineError, parseHeader, parseLine, type ProductLine } from './product-csv.js';
import type { ImportOptions, ImportResult } from './product-import.dto.js';
import { ImportRefused } from './product-import.errors.js';

export const maxFileBytes = 200 * 1024 * 1024;
const maxReportedErrors = 100;
/** Lines per statement. Few, so that the memory of the process does not grow with the file. */
const batchSize = 100;
const timeoutSeconds = 120;
const retryDelayMs = 500;

/** Imports products from CSV: the whole file, or nothing of it. */
@Injectable()
export class ProductImportService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly staging: ImportStagingService,
    private readonly merge: ImportMergeService,
  ) {}

  /**
   * The upload is written to a file first, so that a slow client holds neither a transaction nor a lock.
   *
   * @throws ImportRefused, TooLarge
   */
  async import(me: Caller, upload: Readable, options: ImportOptions): Promise<ImportResult> {
    const folder = await mkdtemp(join(tmpdir(), 'magazin-import-'));
    try {
      const path = join(folder, 'products.csv');
      await pipeline(upload, bounded, createWriteStream(path, { mode: 0o600 })).catch(throwAborted);
      for (;;) {
        const run = options.dry_run ? 'dryRun' : 'transaction';
        const result = await this.database[run]((em) => this.importFile(em, me, path, options));
        if (result) {
          if (!options.dry_run) countRows(result);
          return result;
        }
        await wait(retryDelayMs);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Undefined while another import runs, because both would change the same rows. */
  private async importFile(
    em: EntityManager,
    me: Caller,
    path: string,
    options: ImportOptions,
  ): Promise<ImportResult | undefined> {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtext('product import')) as locked
    `.execute(em.getKysely());
    if (!rows[0]?.locked) return undefined;
    return withTimeLimit(em, timeoutSeconds, () => this.importLocked(em, me, path, options));
  }

  private async importLocked(
    em: EntityManager,
    me: Caller,
    path: string,
    { overwrite_stock = false, dry_run = false }: ImportOptions,
  ): Promise<ImportResult> {
    await this.staging.create(em);
    const { lines, errors } = await this.stage(em, createReadStream(path, { highWaterMark: 16 * 1024 }));
    const brands_created = await this.staging.resolve(em);
    await this.merge.lockChanged(em);
    errors.push(...(await this.staging.findErrors(em, maxReportedErrors)));
    if (!overwrite_stock) errors.push(...(await this.merge.findOutdatedStock(em, maxReportedErrors)));
    if (errors.length > 0) {
      const reported = errors.toSorted((a, b) => a.line - b.line).slice(0, maxReportedErrors);
      if (!dry_run) throw new ImportRefused(reported);
      const others = await this.merge.count(em, [...new Set(errors.map(({ line }) => line))]);
      return { ...others, brands_created, errors: reported };
    }
    announce(em, 'catalog');
    const actor = me.username ?? '';
    const created = await this.merge.insertNew(em, actor);
    const updated = await this.merge.updateExisting(em, actor);
    const result = { created, updated, unchanged: lines - created - updated, brands_created };
    if (dry_run) return { ...result, errors: [] };
    if (created + updated + brands_created > 0)
      this.audit.record(em, me, 'product.import', { kind: 'product' }, result);
    return result;
  }

  /** Stages the valid lines. Stops when there are more errors than are reported. */
  private async stage(em: EntityManager, file: Readable): Promise<{ lines: number; errors: LineError[] }> {
    const errors: LineError[] = [];
    let header: Column[] | undefined;
    let lines = 0;
    let batch: ProductLine[] = [];
    const onMalformed = (line: number) =>
      errors.push({ line, column: null, reason: 'is no CSV: a quote is not where it can be' });
    for await (const line of csvLines(file, onMalformed)) {
      if (!header) {
        const parsed = parseHeader(line);
        if ('errors' in parsed) return { lines: 0, errors: parsed.errors };
        header = parsed.header;
        continue;
      }
      const product = parseLine(header, line);
      if ('errors' in product) errors.push(...product.errors);
      else batch.push(product);
      if (errors.length >= maxReportedErrors) break;
      if (batch.length === batchSize) {
        await this.staging.add(em, batch);
        lines += batchSize;
        batch = [];
      }
    }
    if (!header && errors.length === 0) errors.push({ line: 1, column: null, reason: 'the file is empty' });
    await this.staging.add(em, batch);
    return { lines: lines + batch.length, errors };
  }
}

function countRows({ created, updated, unchanged }: ImportResult): void {
  for (const [result, rows] of Object.entries({ created, updated, unchanged })) importRows.inc({ result }, rows);
}

/** An upload that its client aborts is no failure of the server. */
function throwAborted(error: { code?: string }): never {
  throw error.code === 'ECONNRESET' ? new MalformedRequest() : error;
}

async function* bounded(upload: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of upload) {
    size += chunk.length;
    if (size > maxFileBytes) throw new TooLarge();
    yield chunk;
  }
}
