import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { StaffMe } from './staff.dto.js';

const fullName = sql<string>`concat_ws(' ', nullif(first_name, ''), nullif(last_name, ''))`;

@Injectable()
export class StaffQueries {
  constructor(private readonly database: Database) {}

  async me({ id, permissions = new Set() }: Caller): Promise<StaffMe> {
    const { rows } = await sql<Omit<StaffMe, 'permissions'>>`
      select uuid, username, email, ${fullName} as name, role from customers where id = ${id}
    `.execute(this.database.sql());
    return { ...(rows[0] as StaffMe), permissions: [...permissions] };
  }
}
