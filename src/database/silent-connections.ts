import { setTimeout as wait } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';

/** How long a connection may say nothing before the server is asked about it on another one, milliseconds. */
const suspiciousMs = 500;
const lookEveryMs = 250;
/** For the other connection, and for its question. */
const limitMs = 700;
/** What the server has sent before that has arrived, and in this process, too, once it was free for a moment. */
const [underwayMs, arrivalMs] = [300, 50];

interface Sound {
  config: ClientConfig;
  connecting: boolean;
  /** Statements without an answer. */
  waiting: number;
  /** When it was asked while nothing was waiting, or heard last: `performance.now()`. */
  at: number;
}

/** Those of backends that work, or have just said something. The second column tells whether ids of backends arrive here: of a pooler they do not. */
const talkingSql = `
  select pg_backend_pid() as own, coalesce(array_agg(pid), '{}') as talking from pg_stat_activity
  where pid = any($1::int[])
    and (state is null or state not like 'idle%' or state_change > clock_timestamp() - interval '${underwayMs} milliseconds')
`;

/**
 * Finds the connections on which nothing arrives any more, as when a firewall has forgotten them, before their time is over: if
 * the server answers on a new connection that it does nothing for an old one, which waits for an answer, that never gets it.
 */
export class SilentConnections {
  private readonly sounds = new Map<Client, Sound>();
  private readonly busy = new Set<string>();
  private timer?: NodeJS.Timeout;

  connects(client: Client, config: ClientConfig): void {
    this.sounds.set(client, { config, connecting: true, waiting: 0, at: performance.now() });
    this.timer ??= setInterval(() => this.look(), lookEveryMs).unref();
  }

  ends(client: Client): void {
    this.sounds.delete(client);
    if (this.sounds.size > 0) return;
    clearInterval(this.timer);
    delete this.timer;
  }

  asks(client: Client): void {
    const sound = this.sounds.get(client);
    if (!sound) return;
    if (sound.waiting === 0) sound.at = performance.now();
    sound.waiting++;
  }

  /** @param heard whether the server said something */
  answered(client: Client, heard: boolean): void {
    const sound = this.sounds.get(client);
    if (!sound) return;
    sound.waiting = Math.max(0, sound.waiting - 1);
    if (heard) sound.at = performance.now();
  }

  connected(client: Client): void {
    const sound = this.sounds.get(client);
    if (sound) Object.assign(sound, { connecting: false, at: performance.now() });
  }

  /** A connection was silent since then: closes those that nobody uses and that were not heard since, each would let another request down. */
  distrustIdle(since: number, error: Error): void {
    for (const [client, { connecting, waiting, at }] of this.sounds)
      if (!connecting && waiting === 0 && at < since && client.getTransactionStatus() === 'I')
        client.connection.stream.destroy(error);
  }

  private look(): void {
    const before = performance.now() - suspiciousMs;
    const suspects = [...this.sounds].filter(
      ([, { connecting, waiting, at }]) => (connecting || waiting > 0) && at < before,
    );
    for (const [{ host, port }, { config }] of suspects) {
      const server = `${host}:${port}`;
      if (this.busy.has(server)) continue;
      this.busy.add(server);
      const its = suspects.filter(([client]) => client.host === host && client.port === port);
      void this.examine(config, new Map(its.map(([client, { at }]) => [client, at]))).finally(() =>
        this.busy.delete(server),
      );
    }
  }

  /** @param suspects with the moment since which they say nothing */
  private async examine(config: ClientConfig, suspects: Map<Client, number>): Promise<void> {
    const began = performance.now();
    const pids = [...suspects.keys()].map(processId).filter((pid) => pid !== undefined);
    const talking = await askAnew(config, pids).catch(() => undefined);
    if (!talking) return;
    // On a busy machine everything takes longer.
    const latest = began - suspiciousMs - 3 * (performance.now() - began);
    await wait(arrivalMs);
    for (const [client, since] of suspects) {
      const sound = this.sounds.get(client);
      if (!sound || sound.at !== since || since > latest) continue;
      const pid = processId(client);
      if (!sound.connecting && (pid === undefined || talking.includes(pid))) continue;
      const error = silence(began - since);
      client.connection.stream.destroy(error);
      this.distrustIdle(since, error);
    }
  }
}

/** As if the network had said it. */
export const silence = (ms: number, cause?: unknown): Error =>
  Object.assign(new Error(`the database did not answer within ${Math.round(ms)} ms`), { code: 'ETIMEDOUT', cause });

/** Undefined before the server has told it. */
const processId = (client: Client): number | undefined =>
  (client as { processID?: number | null }).processID ?? undefined;

/** Which of these backends do not just wait for us; all where that cannot be known. */
async function askAnew(config: ClientConfig, pids: number[]): Promise<number[]> {
  const { password } = config;
  // The pool hides the password from copies.
  const client = new Client({ ...config, password, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ own: number; talking: number[] }>(talkingSql, [pids]);
    return rows[0]?.own === processId(client) ? rows[0].talking : pids;
  } finally {
    void client.end().catch(() => undefined);
  }
}
