import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import type { List, ListQuery } from '../common/http/paging.js';
import { permissionsOf } from '../permissions/permissions.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import type { RoleDto } from './role.dto.js';
import { RoleNotFound } from './roles.errors.js';

type Row = Omit<RoleDto, 'permissions'> & { permissions: string[] };

interface Tables {
  roles: { name: string; permissions: string[]; is_system: boolean };
}

const accounts: RawBuilder<number> = sql`(select count(*)::int from customers where staff_role = roles.name)`;

const systemFirst: Sorting = {
  direction: 'asc',
  keys: [
    [sql`(not is_system)::int`, 'int'],
    ['name', 'name'],
  ],
};

@Injectable()
export class RoleQueries {
  constructor(private readonly database: Database) {}

  /** `admin` first, the others by name. */
  async list(page: ListQuery): Promise<List<RoleDto>> {
    const { results, ...found } = await listOf(this.database, this.roles(), systemFirst, page);
    return { ...found, results: results.map(toDto) };
  }

  /** @throws RoleNotFound */
  async one(name: string): Promise<RoleDto> {
    const role = await this.roles().where('name', '=', name).executeTakeFirst();
    if (!role) throw new RoleNotFound();
    return toDto(role);
  }

  private roles() {
    const roles = this.database.sql<Tables>().selectFrom('roles');
    return roles.select(['name', 'permissions', 'is_system as system', accounts.as('accounts')]);
  }
}

const toDto = ({ permissions, ...row }: Row): RoleDto => ({ ...row, permissions: [...permissionsOf(permissions)] });
