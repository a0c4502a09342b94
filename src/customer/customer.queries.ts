import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Page, PageQuery } from '../common/paging.js';
import { offsetOf } from '../common/paging.js';
import { Database } from '../database/database.js';
import { iso } from '../database/sql.js';
import type { CustomerQuery, CustomerRow } from './customer.admin.dto.js';
import type { AddressDto } from './address.dto.js';
import type { AddressSchema, PostalAddress } from './address.entity.js';
import type { Profile } from './customer.dto.js';
import type { CustomerSchema } from './customer.entity.js';

type Tables = InferKyselyDB<typeof CustomerSchema | typeof AddressSchema>;

const postal = ['first_name', 'last_name', 'address', 'post_code', 'city', 'country', 'phone'] as const;

/** Whoever registered has a name and an email. */
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
    'role',
    sql<boolean>`disabled_at is not null`.as('disabled'),
    iso('created').as('created'),
  ] as const;

/** Text that `like` takes as it stands. */
const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');

@Injectable()
export class CustomerQueries {
  constructor(private readonly database: Database) {}

  async profile(customer: number): Promise<Page<Profile>> {
    const profile = await this.registered().select(profileColumns).where('id', '=', customer).executeTakeFirstOrThrow();
    return { count: 1, results: [profile] };
  }

  async list({ search, role, ...page }: CustomerQuery): Promise<Page<CustomerRow>> {
    let customers = this.registered();
    if (role) customers = customers.where('role', '=', role);
    if (search)
      customers = customers.where(
        sql<boolean>`concat_ws(' ', username, email, first_name, last_name) ilike '%' || ${escaped(search)} || '%'`,
      );
    const [results, { count }] = await Promise.all([
      customers.select(row).orderBy('id', 'desc').limit(page.page_size).offset(offsetOf(page)).execute(),
      customers.select((select) => select.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
    ]);
    return { count: Number(count), results };
  }

  row(uuid: string): Promise<CustomerRow> {
    return this.registered().select(row).where('uuid', '=', uuid).executeTakeFirstOrThrow();
  }

  private registered() {
    return this.database.sql<Tables>().selectFrom('customers').where('username', 'is not', null);
  }

  async addresses(customer: number, page: PageQuery): Promise<Page<AddressDto>> {
    const own = this.database.sql<Tables>().selectFrom('addresses').where('customer_id', '=', customer);
    const [results, { count }] = await Promise.all([
      own
        .select(['uuid', ...postal, 'is_default'])
        .orderBy('id')
        .limit(page.page_size)
        .offset(offsetOf(page))
        .execute(),
      own.select((select) => select.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
    ]);
    return { count: Number(count), results };
  }

  async defaultAddress(customer: number): Promise<PostalAddress | undefined> {
    return this.database
      .sql<Tables>()
      .selectFrom('addresses')
      .select(postal)
      .where('customer_id', '=', customer)
      .where('is_default', '=', true)
      .executeTakeFirst();
  }
}
