import { ApiProperty } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { ListQuery } from '../common/http/paging.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';

/** As pg-boss names them. */
export const jobStates = ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const;
export type JobState = (typeof jobStates)[number];

export class JobQuery extends ListQuery {
  /** Only jobs in this state. */
  @IsOptionalNotNull()
  @IsIn(jobStates)
  state?: JobState;

  /** Only jobs of this name. @example "order.canceled" */
  @IsOptionalNotNull()
  @Matches(/^[\w.-]{1,100}$/, { message: 'name must be the name of a job, like order.canceled' })
  name?: string;
}

export class JobRow {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bcc" */
  id: string;
  /** @example "order.canceled" */
  name: string;
  /**
   * `created` waits for its first attempt, `retry` for another one, `active` runs, `failed` is not tried again unless staff
   * retry it. Whatever is done is kept for a week.
   */
  @ApiProperty({ enum: jobStates, example: 'failed' })
  state: JobState;
  /** Attempts that were started. @example 11 */
  attempts: number;
  /** Message of the last attempt that failed, without quoted values, addresses and tokens; null where none failed. @example "connect ECONNREFUSED 127.0.0.1:25" */
  error: string | null;
  /** The records that it is about: what of its payload is a uuid or an id, of lists the first twenty. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { order: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66' },
  })
  records: object;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** When its next attempt is due; null unless it waits. @example null */
  due: string | null;
  /** When its last attempt was started. @example "2026-11-21T08:00:01.000Z" */
  started: string | null;
  /** When it was done, failed for good or was canceled. @example "2026-11-21T08:00:01.120Z" */
  completed: string | null;
}
