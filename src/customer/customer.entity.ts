import { defineEntity, p } from '@mikro-orm/core';
import { v4, v7 } from 'uuid';
import { adminRole, customerRole } from '../common/http/access.js';
import { folded } from '../database/folded.js';
import { Role } from '../roles/role.entity.js';

const CustomerSchema = defineEntity({
  name: 'Customer',
  tableName: 'customers',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    username: p.string().nullable().length(150),
    email: p.string().nullable().length(254),
    password_hash: p.string().nullable().hidden(),
    /** `customer`, or the name of a role of staff. */
    role: p.text().default(customerRole),
    /** Null for customers, so that their rows cost no check and no lookup of a role. */
    staff_role: () =>
      p
        .manyToOne(Role)
        .ref()
        .fieldName('staff_role')
        .nullable()
        .generated(`(nullif(role, '${customerRole}')) stored`)
        .index()
        .updateRule('no action')
        .deleteRule('no action')
        .lazy()
        .hidden(),
    first_name: p.string().default('').length(150),
    last_name: p.string().default('').length(150),
    phone: p.string().default('').length(40),
    /** All that a registered customer is found by, each word after a space; stored, as a search compares many. */
    searched: p
      .text()
      .nullable()
      .generated(
        `(${folded(`username || ' ' || email || ' ' || first_name || ' ' || last_name || ' ' || phone`)}) stored`,
      )
      .lazy()
      .hidden(),
    city: p.string().default('').length(100),
    address: p.string().default('').length(250),
    title: p.string().default('').length(40),
    birthday: p.date().nullable(),
    guest_token: p
      .uuid()
      .unique()
      .onCreate(() => v4()),
    disabled_at: p.datetime().nullable(),
    created_at: p.datetime().onCreate(() => new Date()),
    updated_at: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
  indexes: [
    { name: 'customers_email', expression: 'create unique index customers_email on customers (lower(email))' },
    { name: 'customers_username', expression: 'create unique index customers_username on customers (lower(username))' },
    {
      name: 'customers_registered',
      expression: 'create index customers_registered on customers (id) where username is not null',
    },
    {
      name: 'customers_disabled',
      expression: 'create index customers_disabled on customers (id) where disabled_at is not null',
    },
    {
      name: 'customers_search',
      expression: `create index customers_search on customers using gin (searched gin_trgm_ops) where username is not null`,
    },
  ],
  checks: [
    {
      name: 'customers_guest_or_registered',
      expression: 'num_nulls(username, email, password_hash) in (0, 3)',
    },
  ],
});

export interface Registration {
  username: string;
  email: string;
  first_name?: string;
  last_name?: string;
  phone?: string;
  city?: string;
  address?: string;
  title?: string;
  birthday?: string | null;
}

export type ProfileChange = Omit<Registration, 'address' | 'title' | 'birthday'>;

/** A registered customer, or a guest, who has only a token. */
export class Customer extends CustomerSchema.class {
  /** A guest who registers keeps the row, and with it the bucket. */
  register(registration: Registration, passwordHash: string): void {
    Object.assign(this, registration, { password_hash: passwordHash });
  }

  change(profile: ProfileChange): void {
    Object.assign(this, profile);
  }

  isEnabledAdmin(): boolean {
    return this.role === adminRole && this.disabled_at == null;
  }

  /** Replaces the guest token too: whoever knew the old password may know it. */
  setPassword(passwordHash: string): void {
    this.guest_token = v4();
    this.password_hash = passwordHash;
  }
}

CustomerSchema.setClass(Customer);
export { CustomerSchema };
