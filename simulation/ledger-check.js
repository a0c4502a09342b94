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

/** Answers a connection to the shop's database on which rules can be read. */
export async function openLedger(shop, { seen }, received) {
  const ledger = await shop.connect();
  await ledger.query(views);
  await ledger.query(
    'insert into seen select * from jsonb_to_recordset($1) as seen(kind text, number text, uuid uuid, value text)',
    [JSON.stringify(seen)],
  );
  await ledger.query(
    'insert into received select * from jsonb_to_recordset($1) as received(id text, recipient text, subject text)',
    [JSON.stringify(received)],
  );
  return ledger;
}

/** Answers `{rule, subject, expected, found}` of whatever is wrong. */
export async function checkLedger(ledger) {
  const violations = [];
  for (const rule of rules)
    try {
      const found = await violationsOf(ledger, rule);
      violations.push(...(found.length > 0 ? found : await unbreakable(ledger, rule)));
    } catch (cause) {
      throw new Error(`the rule "${rule.rule}" cannot be checked: ${cause.message}`, { cause });
    }
  return violations;
}

async function violationsOf(ledger, { rule, equal, atMost }) {
  const wrong = equal ? 'expected::text is distinct from found::text' : 'found > expected';
  const query = `select subject, expected::text, found::text from (${equal ?? atMost}) facts where ${wrong}`;
  const { rows } = await ledger.query(query);
  return rows.map((row) => ({ rule, ...row, expected: equal ? row.expected : `at most ${row.expected}` }));
}

const unlocked = `
  alter table stock_movements disable trigger no_update;
  alter table payment_ledger disable trigger append_only;
  alter table invoices disable trigger append_only;
  alter table invoice_files disable trigger append_only`;

/** A rule that stays true whatever happens checks nothing. */
async function unbreakable(ledger, rule) {
  await ledger.query('begin');
  try {
    // The books refuse to be broken; other triggers follow what is written.
    await ledger.query(unlocked);
    const results = await ledger.query(rule.breakBy);
    const { rowCount } = Array.isArray(results) ? results.at(-1) : results;
    if (rowCount === 0 || (await violationsOf(ledger, rule)).length > 0) return [];
    return [{ rule: 'each rule can fail', subject: rule.rule, expected: 'a violation', found: 'none' }];
  } finally {
    await ledger.query('rollback');
  }
}
