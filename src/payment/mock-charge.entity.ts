import { defineEntity, p } from '@mikro-orm/core';

const mockStatuses = ['authorized', 'captured', 'declined', 'action_required'] as const;
export type MockStatus = (typeof mockStatuses)[number];

const MockChargeSchema = defineEntity({
  name: 'MockCharge',
  tableName: 'mock_charges',
  properties: {
    key: p.uuid().primary(),
    amount: p.bigint('number'),
    refunded: p.bigint('number').default(0),
    status: p.enum(mockStatuses),
    reason: p.string().nullable().length(200),
  },
});

/** A charge at the mock provider. It stands for another company's database, so no table refers to it. */
export class MockCharge extends MockChargeSchema.class {}

MockChargeSchema.setClass(MockCharge);
export { MockChargeSchema };
