import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { keepAlive } from './orm.options.js';

/** What is only added to: to these tables the role that serves has no other right. Erasures are functions of the owner. */
const appendOnly = [
  'audit_entries',
  'audit_actors',
  'audit_details',
  'payment_ledger',
  'stock_movements',
  'invoices',
  'invoice_files',
];

const erasures = ['audit_actors', 'audit_details', 'stock_movements'].map((table) => `shop.erase_${table}`);

/** Without them, a silent network would hold a start for ever. */
const limits = { ...keepAlive, connectionTimeoutMillis: 5_000, query_timeout: 10_000 };

/**
 * Gives the role of `DATABASE_URL` what serving needs, in the database whose tables another role owns: rows, and no tables,
 * functions or triggers. Runs after each migration, which may have brought new tables. The role is created where the owner may do so.
 *
 * @throws StartError
 */
export async function grantToApplicationRole(config: Config): Promise<void> {
  const owner = config.get('DATABASE_OWNER_URL');
  if (!owner) return;
  await createJobTables(owner);
  const { username, password } = new URL(config.get('DATABASE_URL'));
  const [role, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  const client = connection(owner);
  try {
    await client.connect();
    // Where answers get lost, the server does not hold for ever what it has locked for us.
    await client.query(`begin; set local idle_in_transaction_session_timeout = ${limits.query_timeout}`);
    await waitForMigrations(client);
    await createRole(client, role, secret);
    await assertServes(client, role);
    const { rows } = await client.query<{ text: string }>(grantsSql, [role]);
    await client.query(rows.map(({ text }) => text).join(';\n'));
    await client.query(limitsFor(client.escapeIdentifier(role)));
    await client.query('commit');
    if (!(await signsIn(config))) await changePassword(client, config, role, secret);
  } finally {
    void client.end();
  }
}

/** Of other processes, which may take long: asked for again and again, since a network that says nothing must not be waited for. */
async function waitForMigrations(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('magazin migrations')) as locked`,
    );
    if (rows[0]?.locked) return;
    await wait(100);
  }
}

function connection(connectionString: string): Client {
  const client = new Client({
    connectionString,
    application_name: 'magazin grants',
    ...limits,
  });
  // The query fails with its connection; an unhandled error event would end the process.
  client.on('error', () => undefined);
  return client;
}

/** pg-boss creates its tables itself, and may not as the role that serves. */
async function createJobTables(connectionString: string): Promise<void> {
  const boss = new PgBoss({ connectionString, ...limits, supervise: false, schedule: false, max: 1 });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.stop({ graceful: false });
}

/** An owner that may create no roles, as with many hosts, finds one that was created there. */
async function createRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_roles me where rolname = current_user and (rolsuper or rolcreaterole)
       and not exists (select from pg_roles where rolname = $1)`,
    [role],
  );
  if (rowCount)
    await client.query(
      `create role ${client.escapeIdentifier(role)} login password ${password ? client.escapeLiteral(password) : 'null'}`,
    );
}

/** Whether the password of `DATABASE_URL` is that of its role; where it is another fault, it shows later. */
async function signsIn(config: Config): Promise<boolean> {
  const client = connection(config.get('DATABASE_URL'));
  try {
    await client.connect();
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== '28P01';
  } finally {
    void client.end();
  }
}

/** An existing role gets the password of `DATABASE_URL`, where the owner may give it. @throws StartError */
async function changePassword(owner: Client, config: Config, role: string, password: string): Promise<void> {
  await owner
    .query(`alter role ${owner.escapeIdentifier(role)} password ${owner.escapeLiteral(password)}`)
    .catch(() => undefined);
  if (!(await signsIn(config)))
    throw new StartError(
      `the password in DATABASE_URL is not that of the role ${role}, and its owner may not change it`,
    );
}

/** @throws StartError */
async function assertServes(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ rolsuper: boolean; is_owner: boolean }>(
    `select rolsuper, pg_has_role(rolname, current_user, 'member') as is_owner from pg_roles where rolname = $1`,
    [role],
  );
  const [found] = rows;
  if (!found)
    throw new StartError(
      `DATABASE_URL names the role ${role}, which the database does not have, and which its owner may not create`,
    );
  if (found.rolsuper || found.is_owner)
    throw new StartError(
      `DATABASE_URL must name another role than DATABASE_OWNER_URL, neither a superuser nor a member of it: ${role} may do everything`,
    );
}

/** Extensions of a superuser stand in the same schemas: of those, whatever they are, nobody else may give anything. Value: the role. */
const grantsSql = `
  with mine as (select oid, nspname from pg_namespace where nspname in ('public', 'shop', 'pgboss'))
  select format('grant usage on schema %I to %I', nspname, $1::text) as text from mine
  union all
  select format(case relkind when 'S' then 'grant usage, select on sequence %s to %I'
    else 'grant select, insert, update, delete on %s to %I' end, pg_class.oid::regclass, $1::text)
  from pg_class join mine on mine.oid = relnamespace where relkind in ('r', 'p', 'v', 'm', 'f', 'S') and pg_has_role(relowner, 'usage')
  union all
  select format('grant execute on routine %s to %I', pg_proc.oid::regprocedure, $1::text)
  from pg_proc join mine on mine.oid = pronamespace where prokind <> 'a' and pg_has_role(proowner, 'usage')
`;

const limitsFor = (role: string): string =>
  [
    `revoke create on schema public from public`,
    // A restored database has forgotten it.
    ...erasures.map((name) => `revoke execute on function ${name}(int) from public`),
    `revoke insert, update, delete on migrations from ${role}`,
    ...appendOnly.map((table) => `revoke update, delete, truncate on ${table} from ${role}`),
  ].join(';\n');
