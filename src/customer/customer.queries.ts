import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { validate } from 'uuid';
import { type Caller, customerRole } from '../common/http/access.js';
import type { List, Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { holdsWords } from '../database/folded.js';
import { latestFirst, listOf } from '../database/list.js';
import { iso, pageOf } from '../database/sql.js';
import { statement } from '../database/statement.js';
import type { CustomerQuery, CustomerRow } from './customer.admin.dto.js';
import type { AddressDto } from './address.dto.js';
import { type AddressSchema, optionalFacts, optionalFactsOf, type PostalAddress } from './address.entity.js';
import type { Profile } from './customer.dto.js';
import { type CustomerSchema, keepsGuestToken } from './customer.entity.js';
import { CustomerNotFound } from './customer.errors.js';

type Tables = InferKyselyDB<typeof CustomerSchema | typeof AddressSchema>;

const postal = ['first_name', 'last_name', 'address', 'post_code', 'city', 'country', 'phone'] as const;
const facts = [...postal, ...optionalFacts];

/** Registered customers have a username and an email. */
const profileColumns = () =>
  [
    'uuid',
    sql.ref<string>('username').as('username'),
    'first_name',
    'last_name',
    sql.ref<string>('email').as('email'),
    'phone',
    'city',
  ] as const;

const row = () =>
  [
    ...profileColumns(),
    sql<boolean>`email_confirmed_at is not null`.as('email_confirmed'),
    'role',
    sql<boolean>`disabled_at is not null`.as('disabled'),
    iso('created_at').as('created'),
  ] as const;

/** SQL: the default address of the customer whose id is in a column. */
export const defaultAddressOf = (customer: string): string => `(
  select json_strip_nulls(json_build_object(${facts.map((fact) => `'${fact}', addresses.${fact}`).join(', ')}))
  from addresses where addresses.customer_id = ${customer} and is_default
)`;

/** Where an order and its mails go. */
export interface Delivery {
  email: string | null;
  shipping_address: PostalAddress | null;
}

/** Notes the use by a customer once a day, so that a cart is not a busy row. Value: the token. */
const ownerOfToken = statement<Caller>(
  'guest_token_owner',
  `
  with owner as (
    select id, uuid, username, role from customers
    where guest_token = $1 and disabled_at is null and (username is null or ${keepsGuestToken})
  ), noted as (
    update customers set guest_token_used_at = now() from owner
    where customers.id = owner.id and owner.username is not null
      and customers.guest_token_used_at < now() - interval '1 day'
  )
  select id, uuid, username, role, null as session from owner
`,
);

@Injectable()
export class CustomerQueries {
  constructor(private readonly database: Database) {}

  async profile(customer: number): Promise<Page<Profile>> {
    const profile = await this.registered().select(profileColumns).where('id', '=', customer).executeTakeFirstOrThrow();
    return { count: 1, results: [profile] };
  }

  /** The full profile of a registered customer. */
  account(customer: number) {
    return this.registered()
      .where('id', '=', customer)
      .select([
        ...profileColumns(),
        'address',
        'title',
        sql<string | null>`birthday::text`.as('birthday'),
        iso('created_at').as('created'),
      ])
      .executeTakeFirstOrThrow();
  }

  /** The owner of a guest token: a guest, or a customer who goes on using it. */
  async ofToken(token: string): Promise<Caller | undefined> {
    const [owner] = validate(token) ? await this.database.query(ownerOfToken, [token]) : [];
    return owner;
  }

  list({ search, role, disabled, ...page }: CustomerQuery): Promise<List<CustomerRow>> {
    let customers = this.registered();
    // The column of staff has an index.
    if (role === customerRole) customers = customers.where('staff_role', 'is', null);
    else if (role) customers = customers.where('staff_role', '=', role);
    if (disabled !== undefined) customers = customers.where('disabled_at', disabled ? 'is not' : 'is', null);
    if (search) customers = customers.where(holdsWords('searched', search));
    return listOf(this.database, customers.select(row), latestFirst('id'), page);
  }

  /** Of a registered customer. @throws CustomerNotFound */
  async detail(uuid: string): Promise<CustomerRow> {
    const customer = await this.registered().select(row).where('uuid', '=', uuid).executeTakeFirst();
    if (!customer) throw new CustomerNotFound();
    return customer;
  }

  row(uuid: string): Promise<CustomerRow> {
    return this.registered().select(row).where('uuid', '=', uuid).executeTakeFirstOrThrow();
  }

  private registered() {
    return this.database.sql<Tables>().selectFrom('customers').where('username', 'is not', null);
  }

  async addresses(customer: number, page: PageQuery): Promise<Page<AddressDto>> {
    const own = this.database.sql<Tables>().selectFrom('addresses').where('customer_id', '=', customer);
    const { count, results } = await pageOf(own.select(['uuid', ...facts, 'is_default']).orderBy('id'), page);
    return {
      count,
      results: results.map(({ company, vat_id, line2, region, ...address }) => ({
        ...address,
        ...optionalFactsOf({ company, vat_id, line2, region }),
      })),
    };
  }

  /** Defaults of an order without address or email. */
  delivery(customer: number): Promise<Delivery> {
    return this.database
      .sql<Tables>()
      .selectFrom('customers')
      .where('customers.id', '=', customer)
      .select(['email', sql.raw<PostalAddress | null>(defaultAddressOf('customers.id')).as('shipping_address')])
      .executeTakeFirstOrThrow();
  }
}

export type Account = Awaited<ReturnType<CustomerQueries['account']>>;
