import { defineEntity, p } from '@mikro-orm/core';

const ProviderEventSchema = defineEntity({
  name: 'ProviderEvent',
  tableName: 'provider_events',
  properties: {
    provider: p.string().primary().length(20),
    event: p.string().primary().length(100),
    created_at: p.datetime().defaultRaw('now()').index(),
  },
});

/** A webhook event that was received: its duplicates have no effect. */
export class ProviderEvent extends ProviderEventSchema.class {}

ProviderEventSchema.setClass(ProviderEvent);
export { ProviderEventSchema };
