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
    address: p.string().length(250),
    post_code: p.string().length(20),
    city: p.string().length(100),
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
}

export class Address extends AddressSchema.class {
  postal(): PostalAddress {
    const { first_name, last_name, address, post_code, city, country, phone } = this;
    return { first_name, last_name, address, post_code, city, country, phone };
  }
}

AddressSchema.setClass(Address);
export { AddressSchema };
