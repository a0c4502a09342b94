import { couponRules } from './rules/coupons.js';
import { documentRules } from './rules/documents.js';
import { mailRules } from './rules/mails.js';
import { moneyRules } from './rules/money.js';
import { seenRules } from './rules/seen.js';
import { unitRules } from './rules/units.js';
import { views } from './rules/views.js';

/**
 * Each rule selects rows of `subject`, `expected` and `found`: what should be equal, or what found is at most. `breakBy`
 * makes it untrue, which shows that it can fail; where there is nothing to break, it changes no row.
 */
const rules = [...unitRules, ...moneyRules, ...documentRules, ...mailRules, ...couponRules, ...seenRules];

/** Reads the whole database. Answers `{rule, subject, expected, found}` of whatever is wrong. */
export async function checkLedger(shop, journal, received) {
  const client = await shop.connect();
  try {
    await client.query(views);
    await fill(client, journal.seen, received);
    const violations = [...journal.violations];
    for (const rule of rules) {
      violations.push(...(await check(client, rule)));
    }
    return violations;
  } finally {
    await client.end();
  }
}

async function fill(client, seen, received) {
  await client.query(
    'insert into seen select * from jsonb_to_recordset($1) as seen(kind text, "order" text, uuid uuid, value text)',
    [JSON.stringify(seen)],
  );
  await client.query(
    'insert into received select * from jsonb_to_recordset($1) as received(id text, recipient text, subject text)',
    [JSON.stringify(received)],
  );
}

async function check(client, rule) {
  try {
    const violations = await violationsOf(client, rule);
    return violations.length > 0 ? violations : await unbreakable(client, rule);
  } catch (cause) {
    throw new Error(`the rule "${rule.rule}" cannot be checked: ${cause.message}`, { cause });
  }
}

async function violationsOf(client, { rule, equal, atMost }) {
  const wrong = equal ? 'expected::text is distinct from found::text' : 'found > expected';
  const query = `select subject, expected::text, found::text from (${equal ?? atMost}) facts where ${wrong}`;
  const { rows } = await client.query(query);
  return rows.map((row) => ({ rule, ...row, expected: equal ? row.expected : `at most ${row.expected}` }));
}

/** A rule that stays true whatever happens checks nothing. */
async function unbreakable(client, rule) {
  await client.query('begin');
  try {
    const results = await client.query(rule.breakBy);
    const { rowCount } = Array.isArray(results) ? results.at(-1) : results;
    if (rowCount === 0 || (await violationsOf(client, rule)).length > 0) return [];
    return [{ rule: `"${rule.rule}" can fail`, subject: 'the ledger check', expected: 'a violation', found: 'none' }];
  } finally {
    await client.query('rollback');
  }
}
