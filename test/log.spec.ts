import { pino } from 'pino';
import { expect, it } from 'vitest';
import { NestLog } from '../src/operations/log.js';

const secret = 'ada@magazin.test';

it.each([
  // As a pool reports an idle connection that broke.
  ['read ECONNRESET', { code: 'ECONNRESET', client: { secretKey: secret, _activeQuery: { values: [secret] } } }],
  ['deadlock detected', { code: '40P01', severity: 'ERROR', detail: `Key (email)=(${secret})`, where: secret }],
  // As pg-boss says it.
  ['Warning: no job id could be recorded: the database did not answer within 1999 ms', {}],
])(
  'log: an outage is one line of warning with its reason, nothing of the connection or of rows: %s',
  (text, fields) => {
    const lines: string[] = [];
    const log = new NestLog(pino({}, { write: (line: string) => lines.push(line) }));
    log.error(Object.assign(new Error(text), fields), 'Jobs');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 40, context: 'Jobs', reason: text },
    ]);
    expect(lines.join()).not.toMatch(new RegExp(`${secret}|stack`));
  },
);
