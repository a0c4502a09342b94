import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { offsetOf, type Page, type PageQuery } from '../common/http/paging.js';
import { permissionsOf } from '../permissions/permissions.js';
import { Database } from '../database/database.js';
import type { RoleDto } from './role.dto.js';
import { RoleNotFound } from './roles.errors.js';

type Row = Omit<RoleDto, 'permissions'> & { permissions: string[] };

const columns = sql`name, permissions, is_system as system,
  (select count(*)::int from customers where staff_role = roles.name) as accounts`;

@Injectable()
export class RoleQueries {
  constructor(private readonly database: Database) {}

  /** `admin` first, the others by name. */
  async list(page: PageQuery): Promise<Page<RoleDto>> {
    const { rows } = await sql<Row & { count: number }>`
      select ${columns}, (select count(*)::int from roles) as count
      from roles order by is_system desc, name limit ${page.page_size} offset ${offsetOf(page)}
    `.execute(this.database.sql());
    return { count: rows[0]?.count ?? 0, results: rows.map(({ count, ...row }) => toDto(row)) };
  }

  /** @throws RoleNotFound */
  async one(name: string): Promise<RoleDto> {
    const { rows } = await sql<Row>`select ${columns} from roles where name = ${name}`.execute(this.database.sql());
    if (!rows[0]) throw new RoleNotFound();
    return toDto(rows[0]);
  }
}

const toDto = ({ permissions, ...row }: Row): RoleDto => ({ ...row, permissions: [...permissionsOf(permissions)] });
