import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Customer } from './customer.entity.js';

const AddressSchema = defineEntity({
  name: 'Address',
  tableName: 'addresses',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    customer: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    first_name: p.string().length(150),
    last_name: p.string().length(150),
    company: p.string().nullable().length(150),
    /** The company's, with its prefix. */
    vat_id: p.string().nullable().length(20),
    address: p.string().length(250),
    line2: p.string().nullable().length(250),
    post_code: p.string().length(20),
    city: p.string().length(100),
    region: p.string().nullable().length(100),
    country: p.string().length(2),
    phone: p.string().default('').length(40),
    is_default: p.boolean().default(false),
    created_at: p.datetime().onCreate(() => new Date()),
  },
  indexes: [
    {
      name: 'addresses_one_default',
      expression: 'create unique index addresses_one_default on addresses (customer_id) where is_default',
    },
  ],
});

/** A postal address of a customer. */
export interface PostalAddress {
  first_name: string;
  last_name: string;
  address: string;
  post_code: string;
  city: string;
  country: string;
  phone?: string;
  company?: string;
  vat_id?: string;
  line2?: string;
  region?: string;
}

/** What an address may have beyond what every address has. */
export const optionalFacts = ['company', 'vat_id', 'line2', 'region'] as const;

export class Address extends AddressSchema.class {
  postal(): PostalAddress {
    const { first_name, last_name, address, post_code, city, country, phone } = this;
    return { first_name, last_name, address, post_code, city, country, phone, ...optionalFactsOf(this) };
  }
}

/** Those that there are. */
export const optionalFactsOf = (
  address: Partial<Record<(typeof optionalFacts)[number], string | null>>,
): Pick<PostalAddress, (typeof optionalFacts)[number]> =>
  Object.fromEntries(optionalFacts.flatMap((fact) => (address[fact] ? [[fact, address[fact]]] : [])));

AddressSchema.setClass(Address);
export { AddressSchema };
