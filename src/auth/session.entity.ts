import { defineEntity, p } from '@mikro-orm/core';
import { v4 } from 'uuid';
import { Customer } from '../customer/customer.entity.js';

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v4()),
    customer: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    /** SHA-256 of the one refresh token that may still be exchanged. */
    refresh_hash: p.string().length(64),
    /** False where the clients of a contract keep their first refresh token. */
    refresh_rotates: p.boolean().default(true),
    user_agent: p.string().default('').length(250),
    address: p.string().default('').length(60),
    created_at: p.datetime().onCreate(() => new Date()),
    last_used_at: p.datetime().onCreate(() => new Date()),
    expires_at: p.datetime(),
    revoked_at: p.datetime().nullable(),
  },
});

/** One login and the refresh tokens that follow from it. */
export class Session extends SessionSchema.class {}

SessionSchema.setClass(Session);
export { SessionSchema };
