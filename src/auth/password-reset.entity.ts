import { defineEntity, p } from '@mikro-orm/core';
import { Customer } from '../customer/customer.entity.js';

const PasswordResetSchema = defineEntity({
  name: 'PasswordReset',
  tableName: 'password_resets',
  properties: {
    /** SHA-256 of the token: a thief of the database cannot use it. */
    token_hash: p.string().primary().length(64),
    customer: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    expires: p.datetime(),
    created: p.datetime().onCreate(() => new Date()),
  },
});

/** A way back in for who has forgotten the password. Its use removes it. */
export class PasswordReset extends PasswordResetSchema.class {}

PasswordResetSchema.setClass(PasswordReset);
export { PasswordResetSchema };
