import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Customer } from '../customer/customer.entity.js';

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    /** The member of staff who made it, and in whose name it acts. */
    customer: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    name: p.string().length(100),
    /** SHA-256 of the key: whoever steals the table cannot use it. */
    key_hash: p.string().unique().length(64),
    /** The role of its maker when it was made: with another one, the key is dead. */
    role: p.text(),
    permissions: p.array(),
    created_at: p.datetime().defaultRaw('now()'),
    /** To the minute. */
    last_used_at: p.datetime().nullable(),
    expires_at: p.datetime().nullable(),
    revoked_at: p.datetime().nullable(),
  },
});

/** Lets a machine act for a member of staff. */
export class ApiKey extends ApiKeySchema.class {}

ApiKeySchema.setClass(ApiKey);
export { ApiKeySchema };
