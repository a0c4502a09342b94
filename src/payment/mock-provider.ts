import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { validate } from 'uuid';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { MockCharge } from './mock-charge.entity.js';
import { MockRefund } from './mock-refund.entity.js';
import type { Charge, Outcome, PaymentProvider, WebhookEvent } from './payment-provider.js';
import { WebhookRefused } from './payment.errors.js';
import { hasValidSignature } from './signature.js';

/** Reasons by token. */
const declines: Record<string, string> = {
  tok_declined: 'card_declined',
  tok_insufficient_funds: 'insufficient_funds',
};

/** A provider for development and tests: its tokens choose the outcome. It has tables and transactions of its own, as a real provider would. */
@Injectable()
export class MockProvider implements PaymentProvider {
  readonly name = 'mock';

  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async authorize({ key, amount, token }: Charge): Promise<Outcome> {
    if (token === 'tok_timeout') throw new Error('the mock provider did not answer');
    const reason = declines[token] ?? (token.startsWith('tok_') ? null : 'unknown_token');
    const status = reason ? 'declined' : token === 'tok_3ds' ? 'action_required' : 'authorized';
    const outcome = await this.database.transaction(async (em) => {
      const known = await chargeOf(em, key);
      return toOutcome(known ?? em.create(MockCharge, { key, amount, status, reason }));
    });
    if (token === 'tok_lost_response') throw new Error('the answer of the mock provider was lost');
    return outcome;
  }

  capture(key: string): Promise<Outcome> {
    return this.database.transaction(async (em) => {
      const charge = await chargeOf(em, key);
      if (charge?.status === 'authorized') charge.status = 'captured';
      return toOutcome(charge);
    });
  }

  async refund(key: string, reference: string, amount: number): Promise<void> {
    await this.database.transaction(async (em) => {
      const charge = await chargeOf(em, keyOf(reference));
      if (!charge || (await em.findOne(MockRefund, { key }))) return;
      em.create(MockRefund, { key, charge: charge.key, amount });
      charge.refunded += amount;
    });
  }

  fetch(key: string): Promise<Outcome> {
    return this.database.transaction(async (em) => toOutcome(await chargeOf(em, key)));
  }

  /** The customer's part on the bank's page. */
  confirm(key: string): Promise<Outcome> {
    return this.database.transaction(async (em) => {
      const charge = validate(key) ? await chargeOf(em, key) : null;
      if (charge?.status === 'action_required') charge.status = 'authorized';
      return toOutcome(charge);
    });
  }

  verifyWebhook(raw: string, headers: IncomingHttpHeaders): WebhookEvent {
    if (!hasValidSignature(raw, headers['mock-signature'], this.config.get('MOCK_WEBHOOK_SECRET')))
      throw new WebhookRefused();
    const { id, payment } = JSON.parse(raw) as { id?: unknown; payment?: unknown };
    if (typeof id !== 'string' || id.length > 100 || typeof payment !== 'string' || !validate(payment))
      throw new WebhookRefused();
    return { id, key: payment };
  }
}

function toOutcome(charge: MockCharge | null): Outcome {
  if (!charge) return { status: 'unknown' };
  const reference = `mock_${charge.key}`;
  if (charge.status === 'declined') return { status: 'declined', reference, reason: charge.reason ?? 'declined' };
  if (charge.status === 'action_required')
    return { status: 'action_required', reference, redirect_url: `/api/payments/mock/confirm/${charge.key}` };
  return { status: charge.status, reference };
}

const keyOf = (reference: string): string => reference.replace(/^mock_/, '');

function chargeOf(em: EntityManager, key: string): Promise<MockCharge | null> {
  return em.findOne(MockCharge, { key }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
