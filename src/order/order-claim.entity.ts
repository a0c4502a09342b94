import { defineEntity, p } from '@mikro-orm/core';
import { Customer } from '../customer/customer.entity.js';

const OrderClaimSchema = defineEntity({
  name: 'OrderClaim',
  tableName: 'order_claims',
  properties: {
    /** SHA-256 of the token: whoever steals the table cannot use it. */
    token_hash: p.string().primary().length(64),
    customer: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    /** Where the token was mailed to, which its use proves. */
    email: p.string().length(254),
    expires_at: p.datetime(),
    used_at: p.datetime().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
  },
});

/** A mailed token with which an account takes over what its email ordered as a guest. */
export class OrderClaim extends OrderClaimSchema.class {}

OrderClaimSchema.setClass(OrderClaim);
export { OrderClaimSchema };
