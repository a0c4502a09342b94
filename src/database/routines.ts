import { Routine } from '@mikro-orm/core';

/** Volatile: within a statement that waited for a bucket, it counts what is there afterwards. */
const linesOfBucket = new Routine({
  name: 'lines_of_bucket',
  type: 'function',
  language: 'sql',
  params: { bucket: { type: 'int' } },
  returns: { runtimeType: 'number', columnType: 'bigint' },
  body: 'select count(*) from bucket_lines where bucket_id = bucket',
});

/** Functions that PostgreSQL runs within a statement. */
export const routines = [linesOfBucket];
