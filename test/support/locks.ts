/** Who waits for a lock in this database alone: others are copies of the same one, with the same ids of tables. */
export const waiting = `select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;

export const waitingFor = (table: string): string => `select pid from pg_locks
  where not granted and relation = '${table}'::regclass and database = (select oid from pg_database where datname = current_database())`;
