import { defineEntity, p } from '@mikro-orm/core';

const MockRefundSchema = defineEntity({
  name: 'MockRefund',
  tableName: 'mock_refunds',
  properties: {
    key: p.uuid().primary(),
    charge: p.uuid(),
    amount: p.bigint('number'),
  },
});

export class MockRefund extends MockRefundSchema.class {}

MockRefundSchema.setClass(MockRefund);
export { MockRefundSchema };
