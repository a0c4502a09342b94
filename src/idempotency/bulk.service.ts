import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type Type } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { validate } from 'uuid';
import { IdempotencyKeyReused, StillRunning } from '../common/http/request.errors.js';
import { ShopError } from '../common/http/shop-error.js';
import { ShopValidationPipe } from '../common/http/shop-validation.pipe.js';
import type { BulkResult, BulkResults } from './bulk.dto.js';
import { IdempotencyService } from './idempotency.service.js';
import type { IdempotentResult } from './idempotent.interceptor.js';

export interface BulkRequest<Row extends object> {
  customer: number;
  /** The client's `Idempotency-Key`. */
  key: string | undefined;
  route: string;
  /** What rows are validated as, one by one. */
  row: Type<Row>;
  rows: unknown[];
  /** What the request says besides its rows. */
  common?: object;
}

interface Outcome {
  uuid: string;
  changed: boolean;
}

/** Does many rows of one request, each as the request for one record would be done, in a transaction of its own. */
@Injectable()
export class BulkService {
  private readonly pipe = new ShopValidationPipe();

  constructor(private readonly idempotency: IdempotencyService) {}

  /**
   * A row that fails with a coded error changes nothing, and the others go on. Each row has a key of its own, so that the
   * same request again does what is not done yet, however the first one ended.
   *
   * @throws StillRunning, IdempotencyKeyReused
   */
  async run<Row extends object>(
    { row: type, rows, ...request }: BulkRequest<Row>,
    work: (em: EntityManager, row: Row) => Promise<Outcome>,
  ): Promise<IdempotentResult<BulkResults>> {
    const body = digest([rows, request.common]);
    const results: BulkResult[] = [];
    let replayed = true;
    for (const [index, given] of rows.entries()) {
      const key = request.key && digest([request.key, index]);
      try {
        const row = (await this.pipe.transform(given, { type: 'body', metatype: type })) as Row;
        const once = await this.idempotency.transaction({ ...request, key, body }, async (em) => {
          const { uuid, changed } = await work(em, row);
          return { uuid, status: changed ? ('changed' as const) : ('unchanged' as const) };
        });
        results.push({ index, ...once.answer });
        replayed &&= once.replayed;
      } catch (error) {
        if (!(error instanceof ShopError) || concernsAll.includes(error.type)) throw error;
        results.push({ index, uuid: uuidOf(given), status: 'failed', error: toDto(error) });
        replayed = false;
      }
    }
    return { answer: { results }, replayed };
  }
}

const concernsAll = [StillRunning, IdempotencyKeyReused];

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

function uuidOf(row: unknown): string | null {
  const { uuid } = Object(row) as { uuid?: unknown };
  return validate(uuid) ? (uuid as string).toLowerCase() : null;
}

const toDto = ({ type, message, details }: ShopError) => ({ code: type.code, error: type.error, message, details });
