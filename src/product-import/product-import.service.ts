import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { createWriteStream } from 'node:fs';
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
import { headerAt, type Mapping, mapColumns, meaningsOf, searchedLines } from './column-mapping.js';
import type { CsvLine, Malformed } from './csv-lines.js';
import { htmlReader } from './html-text.js';
import type { FileFormat } from './import-file.js';
import { ImportMergeService } from './import-merge.service.js';
import { type ImportNote, ImportNotes } from './import-notes.js';
import { ImportPreviewService } from './import-preview.service.js';
import { ImportStagingService } from './import-staging.service.js';
import { productsOf } from './preset-rows.js';
import { type LineError, parseProduct, type ProductLine } from './product-csv.js';
import type { ImportFile, ImportOptions, ImportResult } from './product-import.dto.js';
import { ImportRefused, UploadNotKept } from './product-import.errors.js';
import { UnreadableFile } from './text-encoding.js';

export const maxFileBytes = 200 * 1024 * 1024;
/** What one transaction of {@link timeoutSeconds} can write, on a slow machine too. */
export const maxLines = 250_000;
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
    private readonly preview: ImportPreviewService,
  ) {}

  /**
   * The upload is written to a file first, so that a slow client holds neither a transaction nor a lock.
   *
   * @throws ImportRefused, TooLarge
   */
  async import(me: Caller, upload: Readable, options: ImportOptions): Promise<ImportResult> {
    const folder = await mkdtemp(join(tmpdir(), 'magazin-import-')).catch(throwUnkept);
    try {
      const path = join(folder, 'products.csv');
      await pipeline(upload, bounded, createWriteStream(path, { mode: 0o600 }))
        .catch(throwAborted)
        .catch(throwUnkept);
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
    options: ImportOptions,
  ): Promise<ImportResult> {
    await this.staging.create(em);
    const { lines, errors, file, notes } = await this.stage(em, path, options);
    const made = await this.staging.resolve(em, options.create_categories ?? false);
    await this.merge.lockChanged(em);
    errors.push(...(await this.staging.findErrors(em, maxReportedErrors)));
    if (!options.overwrite_stock) errors.push(...(await this.merge.findOutdatedStock(em, maxReportedErrors)));
    if (!options.overwrite_changes) errors.push(...(await this.merge.findOutdatedEdits(em, maxReportedErrors)));
    const reported = errors.toSorted((a, b) => a.line - b.line).slice(0, maxReportedErrors);
    if (errors.length > 0 && !options.dry_run) throw new ImportRefused(reported);
    if (options.dry_run) {
      const bad = [...new Set(errors.map(({ line }) => line))];
      const [counts, rows] = [await this.merge.count(em, bad), await this.preview.rows(em, bad)];
      return { ...counts, ...(await this.staging.countCreated(em, made, bad)), file, notes, errors: reported, rows };
    }
    announce(em, 'catalog');
    const actor = me.username ?? '';
    const created = await this.merge.insertNew(em, actor);
    const updated = await this.merge.updateExisting(em, actor);
    const links = { brands_created: made.brands.length, categories_created: made.categories.length };
    const result = { created, updated, unchanged: lines - created - updated, ...links };
    if (created + updated + made.brands.length + made.categories.length > 0)
      this.audit.record(em, me, 'product.import', { kind: 'product' }, result);
    return { ...result, file, notes };
  }

  /** Stages the valid lines. Stops when there are more errors than are reported. */
  private async stage(em: EntityManager, path: string, options: ImportOptions): Promise<Staged> {
    const staged: Staged = { lines: 0, errors: [], file: null, notes: [] };
    try {
      await this.stageLines(em, path, options, staged);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      staged.errors.push({ line: error.line, column: null, reason: error.message });
    }
    return staged;
  }

  private async stageLines(em: EntityManager, path: string, options: ImportOptions, staged: Staged): Promise<void> {
    const { errors } = staged;
    const malformed: Malformed[] = [];
    const notes = new ImportNotes();
    const file = await this.staging.open(path, options, {
      malformed: (where) => malformed.push(where),
      otherSheets: () => notes.see('sheets'),
    });
    staged.file = fileOf(file);
    const { header, above, sample, products } = await tableOf(file.lines);
    if (!header) {
      errors.push(...malformed.map(({ line, reason }) => ({ line, column: null, reason })));
      if (errors.length === 0) errors.push({ line: 1, column: null, reason: 'the file is empty' });
      return;
    }
    const mapping = mapColumns(header, options, sample);
    if ('errors' in mapping) {
      errors.push(...mapping.errors);
      return;
    }
    staged.file = fileOf(file, mapping);
    if (above.length > 0) notes.see('above', ...above);
    const textOfHtml = mapping.preset === 'magazin' ? undefined : await htmlReader();
    let batch: ProductLine[] = [];
    const reading = { mapping, notes, textOfHtml };
    let unpublished: number[] = [];
    for await (const row of productsOf(products, reading)) {
      if ('unpublished' in row) {
        unpublished = row.unpublished;
        continue;
      }
      const product = 'errors' in row ? row : parseProduct(reading, row);
      if ('errors' in product) errors.push(...product.errors);
      else batch.push(product);
      if (errors.length >= maxReportedErrors) break;
      if (staged.lines + batch.length > maxLines) {
        const line = 'line' in product ? product.line : 1;
        errors.push({ line, column: null, reason: `is one of more than ${maxLines} products: split the file` });
        break;
      }
      if (batch.length === batchSize) {
        await this.staging.add(em, batch);
        staged.lines += batchSize;
        batch = [];
      }
    }
    await this.staging.add(em, batch);
    await this.staging.unpublish(em, unpublished);
    staged.lines += batch.length;
    errors.push(...malformed.map(({ line, cell, reason }) => ({ line, column: mapping.names[cell] ?? null, reason })));
    if (!mapping.fields.slug && staged.lines > 0) notes.see('made_slugs');
    if (mapping.preset !== 'magazin' && staged.lines > 0) {
      const { tax_rate, percent, tax_fraction } = mapping.fields;
      if (!tax_rate && !percent && !tax_fraction) notes.see('no_tax');
      notes.see('gross');
    }
    staged.notes = notes.list();
  }
}

/** The line with the names of the columns, and what follows. */
async function tableOf(lines: AsyncIterable<CsvLine>) {
  const iterator = lines[Symbol.asyncIterator]();
  const first: CsvLine[] = [];
  while (first.length < searchedLines) {
    const { value, done } = await iterator.next();
    if (done) break;
    first.push(value);
  }
  const at = first.length > 0 ? headerAt(first) : 0;
  const sample = first.slice(at + 1);
  const products = async function* () {
    yield* sample;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { header: first[at], above: first.slice(0, at).map(({ line }) => line), sample, products: products() };
}

function countRows({ created, updated, unchanged }: ImportResult): void {
  for (const [result, rows] of Object.entries({ created, updated, unchanged })) importRows.inc({ result }, rows);
}

interface Staged {
  lines: number;
  errors: LineError[];
  file: ImportFile | null;
  notes: ImportNote[];
}

const fileOf = ({ format, encoding, separator }: FileFormat, mapping?: Mapping): ImportFile => ({
  format,
  encoding,
  separator,
  preset: mapping?.preset ?? null,
  columns: mapping ? meaningsOf(mapping) : [],
  ignored: mapping?.ignored ?? [],
});

/** A folder that is missing or full stays so until someone changes it. */
function throwUnkept(error: { code?: string }): never {
  const causes = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'];
  throw causes.includes(error.code ?? '') ? new UploadNotKept({ cause: error.code, folder: tmpdir() }) : error;
}

/** An upload that its client aborts is no failure of the server. */
function throwAborted(error: { code?: string }): never {
  throw error.code === 'ECONNRESET' ? new MalformedRequest() : error;
}

async function* bounded(upload: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of upload) {
    size += chunk.length;
    if (size > maxFileBytes) throw new TooLarge({ most_bytes: maxFileBytes });
    yield chunk;
  }
}
