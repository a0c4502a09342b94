import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../common/http/access.js';
import type { List, ListQuery } from '../common/http/paging.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf, type Sorting } from '../database/list.js';
import { containing, iso } from '../database/sql.js';
import type { StaffInvitationDto, StaffMe, StaffQuery, StaffRow } from './staff.dto.js';
import type { StaffInvitationSchema } from './staff-invitation.entity.js';

type Tables = InferKyselyDB<typeof CustomerSchema | typeof StaffInvitationSchema>;

const byUsername: Sorting = { direction: 'asc', keys: [[sql`username_key`, 'name']] };

const identity = () =>
  [
    'uuid',
    sql.ref<string>('username').as('username'),
    sql.ref<string>('email').as('email'),
    sql<string>`concat_ws(' ', nullif(first_name, ''), nullif(last_name, ''))`.as('name'),
    'role',
  ] as const;

const row = () =>
  [
    ...identity(),
    sql<boolean>`disabled_at is not null`.as('disabled'),
    iso('created_at').as('created'),
    sql<string | null>`(
      select ${iso('last')} from (select max(last_used_at) as last from sessions where customer_id = customers.id) used
    )`.as('last_used'),
    sql<boolean | null>`null::boolean`.as('second_factor'),
  ] as const;

const invitationRow = () =>
  [
    'uuid',
    'email',
    'role',
    sql<string | null>`(select username from customers where id = inviter_id)`.as('inviter'),
    iso('created_at').as('created'),
    iso('expires_at').as('expires'),
    sql<boolean>`expires_at <= now()`.as('expired'),
  ] as const;

@Injectable()
export class StaffQueries {
  constructor(private readonly database: Database) {}

  async me({ id, permissions = new Set() }: Caller): Promise<StaffMe> {
    const me = await this.accounts().select(identity).where('id', '=', id).executeTakeFirstOrThrow();
    return { ...me, permissions: [...permissions] };
  }

  /** By username. */
  list({ search, role, ...page }: StaffQuery): Promise<List<StaffRow>> {
    let staff = this.accounts().where('staff_role', 'is not', null);
    if (role) staff = staff.where('staff_role', '=', role);
    if (search)
      staff = staff.where(
        sql<boolean>`shop.letters(concat_ws(' ', username, email, first_name, last_name)) like shop.letters(${containing(search)})`,
      );
    return listOf(this.database, staff.select(row), byUsername, page);
  }

  /** Of an account that was staff a moment ago, too. */
  account(uuid: string): Promise<StaffRow> {
    return this.accounts().select(row).where('uuid', '=', uuid).executeTakeFirstOrThrow();
  }

  /** Latest first. */
  invitations(page: ListQuery): Promise<List<StaffInvitationDto>> {
    return listOf(this.database, this.allInvitations(), latestFirst('id'), page);
  }

  invitation(uuid: string): Promise<StaffInvitationDto> {
    return this.allInvitations().where('uuid', '=', uuid).executeTakeFirstOrThrow();
  }

  private accounts() {
    return this.database.sql<Tables>().selectFrom('customers');
  }

  private allInvitations() {
    return this.database.sql<Tables>().selectFrom('staff_invitations').select(invitationRow);
  }
}
