import { defineEntity, p } from '@mikro-orm/core';
import { Customer } from './customer.entity.js';

const EmailTokenSchema = defineEntity({
  name: 'EmailToken',
  tableName: 'email_tokens',
  properties: {
    /** In the order of the changes. */
    id: p.integer().primary(),
    /** SHA-256 of the token: whoever steals the table cannot use it. */
    token_hash: p.string().length(64).unique(),
    customer: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    purpose: p.enum(['confirm', 'undo']),
    /** Where it was mailed to: to confirm as the account's, or to restore. */
    email: p.string().length(254),
    /** To undo: of the account before the change, as whoever made the change may have set another. */
    password_hash: p.string().nullable().hidden(),
    /** A used one stays until it expires, as changes are counted by their tokens. */
    used_at: p.datetime().nullable(),
    expires_at: p.datetime(),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [{ name: 'email_tokens_expires', properties: ['expires_at'] }],
});

/** A mailed token about the email of an account, for one use. */
export class EmailToken extends EmailTokenSchema.class {}

EmailTokenSchema.setClass(EmailToken);
export { EmailTokenSchema };
