import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { Customer } from '../customer/customer.entity.js';

const KnownAddressSchema = defineEntity({
  name: 'KnownAddress',
  tableName: 'known_addresses',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    /** An IPv4 address, or the first half of an IPv6 address. */
    network: p.string().primary().length(60),
    last_used_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [{ name: 'known_addresses_last_used', properties: ['last_used_at'] }],
});

/** Where an account was signed in to, or got a new password by mail: strangers' failures do not close it there. */
export class KnownAddress extends KnownAddressSchema.class {
  [PrimaryKeyProp]?: ['customer', 'network'];
}

KnownAddressSchema.setClass(KnownAddress);
export { KnownAddressSchema };
