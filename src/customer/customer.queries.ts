import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '../common/paging.js';
import { offsetOf } from '../common/paging.js';
import { Database } from '../database/database.js';
import type { AddressDto } from './address.dto.js';
import type { AddressSchema, PostalAddress } from './address.entity.js';
import type { Profile } from './customer.dto.js';
import type { CustomerSchema } from './customer.entity.js';

type Tables = InferKyselyDB<typeof CustomerSchema | typeof AddressSchema>;

const postal = ['first_name', 'last_name', 'address', 'post_code', 'city', 'country', 'phone'] as const;

@Injectable()
export class CustomerQueries {
  constructor(private readonly database: Database) {}

  async profile(customer: number): Promise<Page<Profile>> {
    const profile = await this.database
      .sql<Tables>()
      .selectFrom('customers')
      .select(['uuid', 'username', 'first_name', 'last_name', 'email', 'phone', 'city'])
      .where('id', '=', customer)
      .$narrowType<{ username: string; email: string }>()
      .executeTakeFirstOrThrow();
    return { count: 1, results: [profile] };
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
