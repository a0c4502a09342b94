import { defineEntity, p } from '@mikro-orm/core';

const RequestCountSchema = defineEntity({
  name: 'RequestCount',
  tableName: 'rate_limits',
  properties: {
    /** The network. */
    key: p.string().primary().length(255),
    points: p.integer().default(0),
    /** Milliseconds since 1970, by the clock of the database. */
    expire: p.bigint('number').nullable(),
  },
});

/** Requests of one network in the current minute. */
export class RequestCount extends RequestCountSchema.class {}

RequestCountSchema.setClass(RequestCount);
export { RequestCountSchema };
