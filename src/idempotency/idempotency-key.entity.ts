import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';

const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    customer_id: p.integer().primary(),
    key: p.string().primary().length(255),
    /** SHA-256 of the route and the body: the same key must mean the same request. */
    request_hash: p.string().length(64),
    answer: p.json<object>().columnType('json'),
    created_at: p.datetime().defaultRaw('now()').index(),
  },
});

/** The first answer to a request that may be sent again. */
export class IdempotencyKey extends IdempotencyKeySchema.class {
  [PrimaryKeyProp]?: ['customer_id', 'key'];
}

IdempotencyKeySchema.setClass(IdempotencyKey);
export { IdempotencyKeySchema };
