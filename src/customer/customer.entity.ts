import { defineEntity, p, raw } from '@mikro-orm/core';
import { v4, v7 } from 'uuid';
import { adminRole, customerRole } from '../common/http/access.js';
import { lengthOf, maxUsername } from '../common/text/canonical.js';
import { folded } from '../database/folded.js';
import { canonicalEmail, emailKey, keptKey, usernameKey } from '../identity/account-keys.js';
import { Role } from '../roles/role.entity.js';

interface Keyed {
  username?: string | null;
  username_key?: string | null;
  email?: string | null;
  email_key?: string | null;
}

const usernameKeyOf = ({ username, username_key }: Keyed): string | null =>
  username == null ? null : keptKey(username_key, usernameKey(username));
const emailKeyOf = ({ email, email_key }: Keyed): string | null =>
  email == null ? null : keptKey(email_key, emailKey(email));

const CustomerSchema = defineEntity({
  name: 'Customer',
  tableName: 'customers',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    username: p.string().nullable().length(maxUsername),
    email: p.string().nullable().length(254),
    /** By which a username is found, made here and nowhere else: what is one letter differs from database to database. */
    username_key: p
      .text()
      .$type<string | null>()
      .nullable()
      .onCreate((customer) => usernameKeyOf(customer as Keyed))
      .onUpdate((customer) => usernameKeyOf(customer as Keyed))
      .hidden(),
    /** By which an email is found. */
    email_key: p
      .text()
      .$type<string | null>()
      .nullable()
      .onCreate((customer) => emailKeyOf(customer as Keyed))
      .onUpdate((customer) => emailKeyOf(customer as Keyed))
      .hidden(),
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
    /** When the token of a registered customer was last used, to the day. Null: it serves nothing any more. */
    guest_token_used_at: p.datetime().nullable(),
    /** When a token that was mailed to `email` came back. */
    email_confirmed_at: p.datetime().nullable(),
    disabled_at: p.datetime().nullable(),
    created_at: p.datetime().onCreate(() => new Date()),
    updated_at: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
  indexes: [
    { name: 'customers_email', expression: 'create unique index customers_email on customers (email_key)' },
    { name: 'customers_username', expression: 'create unique index customers_username on customers (username_key)' },
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
      expression: 'num_nulls(username, username_key, email, email_key, password_hash) in (0, 5)',
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

/** SQL: whether the guest token of a registered customer still serves their cart. */
export const keepsGuestToken = `guest_token_used_at > now() - interval '30 days'`;

/** A registered customer, or a guest, who has only a token. */
export class Customer extends CustomerSchema.class {
  /** A guest who registers keeps the row, and with it the bucket. */
  register(registration: Registration, passwordHash: string): void {
    Object.assign(this, registration, { password_hash: passwordHash });
  }

  /** Whether another email arrives at its owner is not known yet. */
  change(profile: ProfileChange): void {
    if (!this.hasEmail(profile.email)) this.email_confirmed_at = null;
    Object.assign(this, profile);
  }

  /** Whether the username is the email, which is too long for one. */
  cannotFollow(email: string): boolean {
    return this.isNamedByEmail() && lengthOf(email) > maxUsername;
  }

  /** A username that is the email follows it where it can. */
  moveTo(email: string): void {
    const follows = this.isNamedByEmail() && !this.cannotFollow(email);
    this.change({ username: follows ? email : (this.username ?? email), email });
  }

  /** The change as clients mean it who know an email alone: a username that is the email, and that they keep, follows it. */
  completed(profile: ProfileChange): ProfileChange {
    const { username, email } = profile;
    const isKept = this.username != null && usernameKey(this.username) === usernameKey(username);
    const follows = isKept && this.isNamedByEmail() && !this.hasEmail(email) && !this.cannotFollow(email);
    return follows ? { ...profile, username: email } : profile;
  }

  private isNamedByEmail(): boolean {
    return this.username?.includes('@') === true;
  }

  /**
   * Whoever made the change may have set the present password. Nothing is confirmed: strangers register an address, change it, and
   * have its reader undo that, who has never had the account. The mail for a new password confirms.
   */
  restoreEmail(email: string, passwordHash: string | null): void {
    this.moveTo(email);
    if (passwordHash != null) this.password_hash = passwordHash;
  }

  /** Whether it is the same mailbox: case makes no difference, other letters of one key do. */
  hasEmail(email: string): boolean {
    return this.email != null && canonicalEmail(this.email).toLowerCase() === canonicalEmail(email).toLowerCase();
  }

  /** Whether no other account took the address over. */
  isFoundByEmail(): boolean {
    return this.email != null && this.email_key === emailKey(this.email);
  }

  /** Whether one signs in with these. */
  isKnownAs({ username, email }: Pick<Registration, 'username' | 'email'>): boolean {
    return this.hasEmail(email) && this.username != null && usernameKey(this.username) === usernameKey(username);
  }

  isEnabledAdmin(): boolean {
    return this.role === adminRole && this.disabled_at == null;
  }

  /** Replaces the guest token too: whoever knew the old password may know it. */
  setPassword(passwordHash: string): void {
    this.replaceGuestToken();
    this.password_hash = passwordHash;
  }

  /** Nobody knows the new one; web-store's clients ask for it. */
  replaceGuestToken(): void {
    this.guest_token = v4();
    this.guest_token_used_at = null;
  }

  /** Goes on serving web-store's cart, until it is unused for a while. */
  keepGuestToken(): void {
    this.guest_token_used_at = raw<Date>('now()');
  }

  /** A token that was mailed to the address came back. */
  confirmEmail(): void {
    this.email_confirmed_at ??= raw<Date>('now()');
  }
}

CustomerSchema.setClass(Customer);
export { CustomerSchema };
