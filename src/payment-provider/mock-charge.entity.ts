import { defineEntity, p } from '@mikro-orm/core';
import { disputeStatuses } from './payment-provider.js';

const mockStatuses = ['authorized', 'captured', 'declined', 'action_required', 'canceled'] as const;
export type MockStatus = (typeof mockStatuses)[number];

const MockChargeSchema = defineEntity({
  name: 'MockCharge',
  tableName: 'mock_charges',
  properties: {
    key: p.uuid().primary(),
    amount: p.bigint('number'),
    /** Pending refunds included, failed ones not. */
    refunded: p.bigint('number').default(0),
    /** ISO 4217; empty for charges of before it was stored. */
    currency: p.string().default('').length(3),
    status: p.enum(mockStatuses),
    /** Where the bank's page sends the customer afterwards. */
    return_url: p.string().nullable().length(2_000),
    reason: p.string().nullable().length(200),
    /** It also chooses what becomes of refunds. */
    token: p.string().default('').length(200),
  },
});

/** A charge at the mock provider. It stands for another company's database, so no table refers to it. */
export class MockCharge extends MockChargeSchema.class {}

export const mockRefundStatuses = ['pending', 'done', 'failed'] as const;

const MockRefundSchema = defineEntity({
  name: 'MockRefund',
  tableName: 'mock_refunds',
  properties: {
    key: p.string().primary().length(100),
    charge: p.uuid().index(),
    amount: p.bigint('number'),
    status: p.enum(mockRefundStatuses).default('done'),
    /** Made in the mock's own dashboard, not by the shop. */
    from_dashboard: p.boolean().default(false),
    created_at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});

export class MockRefund extends MockRefundSchema.class {}

const MockDisputeSchema = defineEntity({
  name: 'MockDispute',
  tableName: 'mock_disputes',
  properties: {
    key: p.uuid().primary(),
    charge: p.uuid().index(),
    amount: p.bigint('number'),
    status: p.enum(disputeStatuses).default('needs_response'),
    created_at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});

export class MockDispute extends MockDisputeSchema.class {}

MockChargeSchema.setClass(MockCharge);
MockRefundSchema.setClass(MockRefund);
MockDisputeSchema.setClass(MockDispute);
export { MockChargeSchema, MockDisputeSchema, MockRefundSchema };
