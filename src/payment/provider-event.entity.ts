import { defineEntity, p } from '@mikro-orm/core';

const ProviderEventSchema = defineEntity({
  name: 'ProviderEvent',
  tableName: 'provider_events',
  properties: {
    provider: p.string().primary().length(20),
    event: p.string().primary().length(100),
    created: p.datetime().defaultRaw('now()'),
  },
});

/** A webhook that was taken: its duplicates have no effect. */
export class ProviderEventRow extends ProviderEventSchema.class {}

ProviderEventSchema.setClass(ProviderEventRow);
export { ProviderEventSchema };
