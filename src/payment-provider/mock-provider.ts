import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { validate } from 'uuid';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { type Statement, statement } from '../database/statement.js';
import { MockDashboard } from './mock-dashboard.js';
import type { MockCharge, MockStatus } from './mock-charge.entity.js';
import type { Aftermath, Charge, Outcome, PaymentProvider, RefundReport, WebhookEvent } from './payment-provider.js';
import { WebhookRefused } from './payment-provider.errors.js';
import { hasValidSignature } from './signature.js';

/** Reasons by token. */
const declines: Record<string, string> = {
  tok_declined: 'card_declined',
  tok_insufficient_funds: 'insufficient_funds',
};

type ChargeRow = Pick<MockCharge, 'key' | 'status' | 'reason'>;

/** Values of all statements: the key first. */
const authorizeCharge = statement<ChargeRow>(
  'mock_authorize',
  `
  insert into mock_charges (key, amount, status, reason, token, currency, return_url) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (key) do update set key = excluded.key returning key, status, reason
`,
);

const advanceCharge = statement<ChargeRow>(
  'mock_advance',
  `update mock_charges set status = case when status = any($2) then $3 else status end where key = $1 returning key, status, reason`,
);

type BankPage = Pick<MockCharge, 'amount' | 'currency' | 'status' | 'return_url'>;

const bankPage = statement<BankPage>(
  'mock_bank_page',
  'select amount::float8 as amount, currency, status, return_url from mock_charges where key = $1',
);

const chargeByKey = statement<ChargeRow>('mock_charge', 'select key, status, reason from mock_charges where key = $1');

/** A provider for development and tests: its tokens choose the outcome. It has tables of its own, as a real provider would. */
@Injectable()
export class MockProvider implements PaymentProvider {
  readonly name = 'mock';

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly dashboard: MockDashboard,
  ) {}

  async authorize({ key, amount, token, currency, return_url }: Charge): Promise<Outcome> {
    if (token === 'tok_timeout') throw new Error('the mock provider did not answer');
    const reason = declines[token] ?? (token.startsWith('tok_') ? null : 'unknown_token');
    const status = reason ? 'declined' : token === 'tok_3ds' ? 'action_required' : 'authorized';
    const outcome = await this.request(authorizeCharge, [key, amount, status, reason, token, currency, return_url]);
    if (token === 'tok_lost_response') throw new Error('the answer of the mock provider was lost');
    return outcome;
  }

  capture(key: string): Promise<Outcome> {
    return this.advance(key, ['authorized'], 'captured');
  }

  cancel(key: string): Promise<Outcome> {
    return this.advance(key, ['authorized', 'action_required'], 'canceled');
  }

  refund(key: string, reference: string, amount: number): Promise<RefundReport> {
    return this.dashboard.refund(reference.replace(/^mock_/, ''), { key, amount });
  }

  aftermath(key: string): Promise<Aftermath> {
    return this.dashboard.aftermath(key);
  }

  fetch(key: string): Promise<Outcome> {
    return this.request(chargeByKey, [key]);
  }

  /** The customer's part on the bank's page. */
  async confirm(key: string): Promise<Outcome> {
    return validate(key) ? this.advance(key, ['action_required'], 'authorized') : toOutcome();
  }

  /** The same for a customer who does not confirm the payment. */
  async decline(key: string): Promise<Outcome> {
    return validate(key) ? this.advance(key, ['action_required'], 'canceled') : toOutcome();
  }

  async bankPage(key: string): Promise<BankPage | undefined> {
    return validate(key) ? (await this.database.query(bankPage, [key]))[0] : undefined;
  }

  verifyWebhook(raw: string, headers: IncomingHttpHeaders, now: Date): WebhookEvent {
    if (!hasValidSignature(raw, headers['mock-signature'], this.config.get('MOCK_WEBHOOK_SECRET'), now))
      throw new WebhookRefused();
    const { id, payment, about } = JSON.parse(raw) as { id?: unknown; payment?: unknown; about?: unknown };
    if (typeof id !== 'string' || id.length > 100 || typeof payment !== 'string' || !validate(payment))
      throw new WebhookRefused();
    return { id, key: payment, reference: null, about: about === 'aftermath' ? about : 'payment' };
  }

  private advance(key: string, from: MockStatus[], to: MockStatus): Promise<Outcome> {
    return this.request(advanceCharge, [key, from, to]);
  }

  /** One statement of its own, outside all transactions, as a call to a real provider would be. */
  private async request(statement: Statement<ChargeRow>, values: unknown[]): Promise<Outcome> {
    const [charge] = await this.database.query(statement, values);
    return toOutcome(charge);
  }
}

function toOutcome(charge?: ChargeRow): Outcome {
  if (!charge) return { status: 'unknown' };
  const reference = `mock_${charge.key}`;
  if (charge.status === 'declined') return { status: 'declined', reference, reason: charge.reason ?? 'declined' };
  if (charge.status === 'canceled') return { status: 'declined', reference, reason: 'canceled' };
  if (charge.status === 'action_required')
    return { status: 'action_required', reference, redirect_url: `/api/payments/mock/confirm/${charge.key}` };
  return { status: charge.status, reference };
}
