import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { List } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { iso, startingWith } from '../database/sql.js';
import type { AuditFilter, AuditQuery, AuditRow } from './audit.dto.js';
import type { AuditActorSchema, AuditDetailsSchema, AuditEntrySchema } from './audit-entry.entity.js';

type Tables = InferKyselyDB<typeof AuditEntrySchema | typeof AuditActorSchema | typeof AuditDetailsSchema>;

/** What staff did, latest first. */
@Injectable()
export class AuditQueries {
  constructor(private readonly database: Database) {}

  list(query: AuditQuery): Promise<List<AuditRow>> {
    // Of a time, they are looked up and sorted by their moment; else by id, which other indexes end with.
    const sorting = query.from || query.to ? byMoment : latest;
    return listOf(this.database, this.entries(query).select(columns), sorting, query);
  }

  /** The latest of those below an id. */
  batch(filter: AuditFilter, limit: number, below?: number): Promise<AuditRow[]> {
    let entries = this.entries(filter).select(columns);
    if (below !== undefined) entries = entries.where('audit_entries.id', '<', below);
    return entries.orderBy('audit_entries.id', 'desc').limit(limit).execute();
  }

  /** Counts no further than the limit. */
  async count(filter: AuditFilter, limit: number): Promise<number> {
    const found = this.entries(filter).select('audit_entries.id').limit(limit).as('found');
    const { count } = await this.database
      .sql<Tables>()
      .selectFrom(found)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  private entries({ actor, action, kind, subject, from, to, request_id, q }: AuditFilter) {
    let entries = this.database
      .sql<Tables>()
      .selectFrom('audit_entries')
      .leftJoin('audit_actors', 'audit_actors.entry_id', 'audit_entries.id')
      .leftJoin('audit_details', 'audit_details.entry_id', 'audit_entries.id');
    if (actor) entries = entries.where('audit_entries.actor', '=', actor);
    if (action) entries = entries.where('audit_entries.action', '=', action);
    if (kind) entries = entries.where('audit_entries.subject_kind', '=', kind);
    if (subject) entries = entries.where('audit_entries.subject', '=', subject);
    if (from) entries = entries.where('audit_entries.created_at', '>=', new Date(from));
    if (to) entries = entries.where('audit_entries.created_at', '<', new Date(to));
    if (request_id) entries = entries.where('audit_entries.request_id', '=', request_id);
    if (q) entries = entries.where('audit_entries.id', 'in', named(q));
    return entries;
  }
}

const latest: Sorting = { direction: 'desc', keys: [['audit_entries.id', 'bigint']] };
const byMoment: Sorting = { direction: 'desc', keys: [['audit_entries.created_at', 'timestamptz'], ...latest.keys] };

/** Three indexes, one for each place that a name can be in. */
const named = (q: string) => sql<number>`(
  select id from audit_entries where action like ${startingWith(q)}
  union all select id from audit_entries where lower(label) like lower(${startingWith(q)})
  union all select entry_id from audit_details where lower(label) like lower(${startingWith(q)})
)`;

const columns = () =>
  [
    'audit_entries.id',
    iso('audit_entries.created_at').as('at'),
    sql<AuditRow['actor']>`json_build_object(
      'uuid', actor, 'username', audit_actors.username, 'role', audit_entries.role)`.as('actor'),
    sql.ref<AuditRow['action']>('audit_entries.action').as('action'),
    sql<AuditRow['subject']>`json_build_object(
      'kind', subject_kind,
      'uuid', nullif(substr(subject, length(subject_kind) + 2), ''),
      'label', coalesce(nullif(audit_entries.label, ''), audit_details.label, ''))`.as('subject'),
    sql<object>`coalesce(audit_details.changes, audit_entries.changes)`.as('changes'),
    'audit_entries.request_id',
    'audit_actors.address',
  ] as const;
