import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sql } from 'kysely';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { dayOf } from '../config/calendar.js';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { weaknessOf } from '../config/weak-secret.js';
import { Database } from '../database/database.js';
import { ExchangeRateService } from '../invoice/exchange-rate.service.js';
import { ExchangeRateMissing } from '../invoice/invoice.errors.js';
import { Outbox } from '../mail/outbox.js';
import { requiresStartTls } from '../mail/smtp.js';
import { disableDemoAccounts } from '../seeders/demo-accounts.js';
import { missingOfSeller } from '../settings/seller-check.js';
import { Settings } from '../settings/settings.js';

/**
 * Refuses to serve customers with what is for development only, all reasons at once. What a shop cannot sell without is a
 * reason, too, unless `ACCEPT_INCOMPLETE` is set: a new shop gets its shipping methods and its seller in the dashboard.
 *
 * @throws StartError
 */
export async function assertFitForProduction(app: NestFastifyApplication, config: Config, log: Logger): Promise<void> {
  const [dangers, gaps] = [dangersOf(config), await gapsOf(app, config)];
  const unwritable = await unwritableOutbox(config);
  if (unwritable) gaps.push(unwritable);
  if (!config.production) {
    if (unwritable) log.warn(unwritable);
    if (config.get('NODE_ENV') !== 'test' && gaps.length + dangers.length > 0)
      log.debug(`production would not start: ${[...dangers, ...gaps].join('; ')}`);
    return;
  }
  const accepted = config.get('ACCEPT_INCOMPLETE');
  const reasons = accepted ? dangers : [...dangers, ...gaps];
  if (reasons.length > 0) {
    const hint = accepted || gaps.length === 0 ? '' : '; ACCEPT_INCOMPLETE=1 starts without what is only missing';
    throw new StartError(`not fit for production: ${reasons.join('; ')}${hint}`);
  }
  const disabled = await disableDemoAccounts(app);
  if (disabled.length > 0)
    log.warn(`these accounts had the password of the demo shop and are disabled now: ${disabled.join(', ')}`);
  for (const warning of [...gaps, ...(await warningsOf(app, config))]) log.warn(warning);
  if (!config.get('DATABASE_OWNER_URL'))
    log.warn(
      'the shop serves as the owner of its tables, who may change the books: set DATABASE_OWNER_URL, and serve as another',
    );
}

/** What nothing excuses. */
function dangersOf(config: Config): string[] {
  const dangers: string[] = [];
  const secret = config.get('JWT_SECRET');
  const weakness = secret && weaknessOf(secret);
  if (weakness) dangers.push(`JWT_SECRET ${weakness}: make one with \`openssl rand -hex 32\``);
  if (config.get('MOCK_PAYMENTS') && config.get('STRIPE_SECRET_KEY'))
    dangers.push('MOCK_PAYMENTS must be 0 beside Stripe: whoever chooses the mock provider pays nothing');
  return dangers;
}

/** What orders need to be paid, shipped and confirmed. */
async function gapsOf(app: NestFastifyApplication, config: Config): Promise<string[]> {
  const gaps: string[] = [];
  if (config.get('MOCK_PAYMENTS') && !config.get('STRIPE_SECRET_KEY'))
    gaps.push('MOCK_PAYMENTS=1 takes orders for paid, and no money moves');
  const seller = missingOfSeller(app.get(Settings).current);
  if (seller.length > 0)
    gaps.push(
      `no invoice can be issued, so no order can be paid: set ${seller.join(', ')}, or the seller in the dashboard`,
    );
  if (config.get('STRIPE_SECRET_KEY') && !config.get('STRIPE_WEBHOOK_SECRET'))
    gaps.push('Stripe cannot tell of payments that end later, refunds and disputes: set STRIPE_WEBHOOK_SECRET');
  if (await lacksRate(app, 'any')) gaps.push(`no order can be paid until ${rateMissing}`);
  const { rows } = await sql`select from shipping_methods where active limit 1`.execute(app.get(Database).sql());
  if (rows.length === 0) gaps.push('no order can be shipped: there is no shipping method');
  if (!config.get('SMTP_URL')) gaps.push('no mail is sent: set SMTP_URL');
  if (!config.get('PUBLIC_URL')) gaps.push('mails have no links, not even to confirm orders: set PUBLIC_URL');
  return gaps;
}

/** All else in the data folder has another place where the database is external and `JWT_SECRET` is set. */
async function unwritableOutbox(config: Config): Promise<string | undefined> {
  if (config.get('SMTP_URL') || config.get('MAILS_PER_SECOND') === 0) return undefined;
  try {
    await new Outbox(resolve(config.get('DATA_DIR'), 'outbox')).assertWritable();
    return undefined;
  } catch (error) {
    return `mails cannot be stored (${(error as Error).message}): set SMTP_URL, or DATA_DIR to a folder that can be written`;
  }
}

/** What may be meant so. */
async function warningsOf(app: NestFastifyApplication, config: Config): Promise<string[]> {
  const warnings: string[] = [];
  if (/^[sr]k_test_/.test(config.get('STRIPE_SECRET_KEY')))
    warnings.push('STRIPE_SECRET_KEY is a key for tests: orders are paid, and no money moves');
  if (config.get('PUBLIC_URL').startsWith('http:'))
    warnings.push('PUBLIC_URL is not https: passwords and tokens can be read on their way');
  if ((await lacksRate(app, 'recent')) && !(await lacksRate(app, 'any')))
    warnings.push(`no order can be paid until ${rateMissing}: the last is too old`);
  return warnings;
}

const rateMissing = 'an exchange rate of SELLER_VAT_CURRENCY is set in the dashboard';

/** Whether tax cannot be told in the currency of the seller's tax authority, where that is another than the shop's. */
async function lacksRate(app: NestFastifyApplication, needed: 'any' | 'recent'): Promise<boolean> {
  const rates = app.get(ExchangeRateService);
  const today = dayOf(new Date());
  const asked =
    needed === 'recent' ? rates.assertKnown() : app.get(Database).transaction((em) => rates.forDay(em, today));
  return asked.then(
    () => false,
    (error) => {
      if (error instanceof ExchangeRateMissing) return true;
      throw error;
    },
  );
}

/** How mails leave, for the summary of the start. */
export function mailRoute(config: Config): string {
  const url = config.get('SMTP_URL');
  if (!url) return 'stored in DATA_DIR';
  const { protocol, host } = new URL(url);
  if (protocol === 'smtps:') return `${host}, TLS`;
  return `${host}, ${requiresStartTls(url, config.get('SMTP_TLS')) ? 'STARTTLS required' : 'STARTTLS if offered'}`;
}
