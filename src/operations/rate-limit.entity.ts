import { defineEntity, p } from '@mikro-orm/core';

const RequestCountSchema = defineEntity({
  name: 'RequestCount',
  tableName: 'rate_limits',
  properties: {
    /** The address. */
    key: p.string().primary().length(255),
    points: p.integer().default(0),
    /** Milliseconds since 1970. */
    expire: p.bigint('number').nullable(),
  },
});

/** Requests of one address in the current minute. rate-limiter-flexible defines the columns. */
export class RequestCount extends RequestCountSchema.class {}

RequestCountSchema.setClass(RequestCount);
export { RequestCountSchema };
