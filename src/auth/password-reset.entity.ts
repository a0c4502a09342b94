import { defineEntity, p } from '@mikro-orm/core';
import { Customer } from '../customer/customer.entity.js';

const PasswordResetSchema = defineEntity({
  name: 'PasswordReset',
  tableName: 'password_resets',
  properties: {
    /** SHA-256 of the token: whoever steals the table cannot use it. */
    token_hash: p.string().primary().length(64),
    customer: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    expires_at: p.datetime(),
    created_at: p.datetime().onCreate(() => new Date()),
  },
});

/** A mailed token for a new password. Its use removes it. */
export class PasswordReset extends PasswordResetSchema.class {}

PasswordResetSchema.setClass(PasswordReset);
export { PasswordResetSchema };
