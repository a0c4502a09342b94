import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { isAcquired } from './broken-clients.js';

/** How long a connection may say nothing before the server is asked about it on another one, milliseconds; twice as long again each time the server works for it. */
const suspiciousMs = 500;
const lookEveryMs = 250;
/** For the other connection, and for its question. */
const limitMs = 700;
/** Between two attempts to reach a server that takes no connections. */
const pauseMs = 1_500;
/** What the server has sent before that has arrived, and in this process, too, once it was free for a moment. */
const [underwayMs, arrivalMs] = [300, 50];

interface Sound {
  config: ClientConfig;
  connecting: boolean;
  /** Statements without an answer. */
  waiting: number;
  /** When it was asked while nothing was waiting, or heard last: `performance.now()`. */
  at: number;
  /** Milliseconds of silence until the server is asked. */
  patience: number;
  /** What the server said of it since it was heard last: that it waits for a lock, or is at work. */
  locked?: boolean;
  working?: boolean;
}

/** A server that has said nothing since a connection or an answer was wanted in vain. */
interface Away {
  /** When the latest attempt began. */
  triedAt: number;
  /** Clients that want to try, oldest first, and what lets them. */
  waiting: Map<Client, () => void>;
}

/** What went on at a server for clients that had given it up. */
interface Abandoned {
  config: ClientConfig;
  /** When the latest one gave up. */
  since: number;
  pids: number[];
}

/** A connection that says nothing. */
interface Suspect {
  client: Client;
  since: number;
  /** Bytes that it has carried. */
  carried: number;
}

/**
 * Does nothing and has not just said something. A backend that is not listed is not ours to judge: it may be of another server behind
 * the same address.
 */
const isIdle = `state like 'idle%' and state_change < clock_timestamp() - interval '${underwayMs} milliseconds'`;
const ours = 'from pg_stat_activity where pid = any($1::int[]) and usename = current_user';
/** The first column tells whether ids of backends arrive here: of a pooler they do not. */
const statesSql = `
  select pg_backend_pid() as own, coalesce(array_agg(pid) filter (where ${isIdle}), '{}') as idle,
    coalesce(array_agg(pid) filter (where wait_event_type = 'Lock'), '{}') as locked,
    coalesce(array_agg(pid) filter (where state = 'active' and wait_event_type is distinct from 'Lock'), '{}') as working
  ${ours}
`;
/** Its transaction would keep its locks until the server gives it up. */
const terminateSql = `select pg_terminate_backend(pid) ${ours} and ${isIdle}`;

/** What began later is another one with its id. */
const terminateAbandonedSql = `select pg_terminate_backend(pid) ${ours} and backend_start < clock_timestamp() - $2 * interval '1 ms'`;

interface States {
  own: number;
  idle: number[];
  locked: number[];
  working: number[];
}

/**
 * Finds the connections on which nothing arrives any more, as when a firewall has forgotten them, before their time is over: if
 * the server answers on a new connection that it does nothing for an old one, which waits for an answer, that never gets it.
 */
export class SilentConnections {
  private readonly sounds = new Map<Client, Sound>();
  private readonly busy = new Set<string>();
  private readonly away = new Map<string, Away>();
  private readonly abandoned = new Map<string, Abandoned>();
  /** When each server said something last. */
  private readonly heard = new Map<string, number>();
  private timer?: NodeJS.Timeout;

  connects(client: Client, config: ClientConfig): void {
    this.sounds.set(client, {
      config,
      connecting: true,
      waiting: 0,
      at: performance.now(),
      patience: suspiciousMs,
    });
    this.timer ??= setInterval(() => this.look(), lookEveryMs).unref();
  }

  /**
   * Until the client may try to connect. A server that stands still keeps each attempt in its queue, and must look at all of them
   * before it takes a new one when it goes on: meanwhile they are made one after the other.
   */
  async turn(client: Client): Promise<void> {
    const away = this.away.get(serverOf(client));
    if (away) await new Promise<void>((go) => away.waiting.set(client, go));
  }

  ends(client: Client): void {
    const { connecting, at } = this.sounds.get(client) ?? { connecting: false, at: 0 };
    if (connecting && at < performance.now() - suspiciousMs) this.distrust(client, at);
    this.sounds.delete(client);
    this.away.get(serverOf(client))?.waiting.delete(client);
    if (this.sounds.size > 0) return;
    clearInterval(this.timer);
    delete this.timer;
  }

  asks(client: Client): void {
    const sound = this.sounds.get(client);
    if (!sound) return;
    if (sound.waiting === 0) Object.assign(sound, { at: performance.now(), patience: suspiciousMs });
    sound.waiting++;
  }

  /** @param heard whether the server said something @returns whether it is known to have waited for a lock meanwhile */
  answered(client: Client, heard: boolean): boolean {
    const sound = this.sounds.get(client);
    if (!sound) return false;
    const { locked = false } = sound;
    sound.waiting = Math.max(0, sound.waiting - 1);
    if (heard) Object.assign(sound, { at: performance.now(), patience: suspiciousMs, locked: false, working: false });
    if (heard) this.heard.set(serverOf(client), performance.now());
    return locked;
  }

  /** Whether the server was at work for it when it was asked last. */
  isWorking(client: Client): boolean {
    return this.sounds.get(client)?.working ?? false;
  }

  connected(client: Client): void {
    const sound = this.sounds.get(client);
    if (sound) Object.assign(sound, { connecting: false, at: performance.now() });
    this.heard.set(serverOf(client), performance.now());
    const away = this.away.get(serverOf(client));
    this.away.delete(serverOf(client));
    for (const go of away?.waiting.values() ?? []) go();
  }

  /** Its statement would still be done, though its client was told that it failed, and a transaction would keep its locks. */
  abandons(client: Client): void {
    const [config, pid] = [this.sounds.get(client)?.config, processId(client)];
    if (!config || pid === undefined) return;
    const { pids = [] } = this.abandoned.get(serverOf(client)) ?? {};
    this.abandoned.set(serverOf(client), { config, since: performance.now(), pids: [...pids, pid] });
    this.look();
  }

  /** A connection was silent since then: closes those to its server that nobody holds and that were not heard since, each would let another request down. */
  distrustIdle(silent: Client, since: number, error: Error): void {
    this.distrust(silent, since);
    for (const [client, { connecting, waiting, at }] of this.sounds)
      if (!connecting && waiting === 0 && at < since && serverOf(client) === serverOf(silent) && !isAcquired(client))
        client.connection.stream.destroy(error);
  }

  /** The server was asked in vain since then. */
  private distrust(client: Client, since: number): void {
    const server = serverOf(client);
    if (this.away.has(server) || (this.heard.get(server) ?? 0) >= since) return;
    this.away.set(server, { triedAt: Number.NEGATIVE_INFINITY, waiting: new Map() });
  }

  private look(): void {
    const now = performance.now();
    for (const away of this.away.values()) {
      // Who came last is waited for the longest.
      const [latest] = [...away.waiting].slice(-1);
      if (!latest || away.triedAt > now - pauseMs) continue;
      const [client, go] = latest;
      away.triedAt = now;
      away.waiting.delete(client);
      go();
    }
    const suspects = new Map<string, Suspect[]>();
    for (const [client, { connecting, waiting, at, patience }] of this.sounds)
      if ((connecting || waiting > 0) && at < now - patience) {
        const its = suspects.get(serverOf(client)) ?? [];
        suspects.set(serverOf(client), [...its, { client, since: at, carried: carriedBy(client) }]);
      }
    for (const server of new Set([...suspects.keys(), ...this.abandoned.keys()])) {
      const its = suspects.get(server) ?? [];
      const { config } = (its[0] && this.sounds.get(its[0].client)) ?? this.abandoned.get(server) ?? {};
      if (!config || this.busy.has(server) || this.away.has(server)) continue;
      this.busy.add(server);
      void this.examine(config, its).finally(() => this.busy.delete(server));
    }
  }

  private async examine(config: ClientConfig, suspects: Suspect[]): Promise<void> {
    const client = otherClient(config);
    try {
      await this.examineOn(client, suspects);
    } finally {
      void client.end().catch(() => undefined);
    }
  }

  private async examineOn(other: Client, suspects: Suspect[]): Promise<void> {
    const began = performance.now();
    const pids = suspects.map(({ client }) => processId(client)).filter((pid) => pid !== undefined);
    const states = await statesOf(other, pids).catch(() => undefined);
    if (states) {
      this.heard.set(serverOf(other), performance.now());
      await this.endAbandoned(other, states);
    }
    // On a busy machine everything takes longer.
    const latest = began - suspiciousMs - 3 * (performance.now() - began);
    await wait(arrivalMs);
    const silent: Suspect[] = [];
    for (const suspect of suspects) {
      const { client, since, carried } = suspect;
      const [sound, pid] = [this.sounds.get(client), processId(client) ?? 0];
      if (!sound || sound.at !== since) continue;
      sound.patience *= 2;
      if (states?.locked.includes(pid)) sound.locked = true;
      sound.working = states?.working.includes(pid) ?? false;
      if (!states || since > latest) continue;
      // A large statement or answer is on its way.
      if (carriedBy(client) !== carried || client.connection.stream.writableLength > 0) continue;
      if (sound.connecting || states.idle.includes(pid)) silent.push(suspect);
    }
    const lost = silent.map(({ client }) => processId(client)).filter((pid) => pid !== undefined);
    if (lost.length > 0) await other.query(terminateSql, [lost]).catch(() => undefined);
    for (const { client, since } of silent) {
      const error = silence(began - since);
      client.connection.stream.destroy(error);
      this.distrustIdle(client, since, error);
    }
  }

  private async endAbandoned(other: Client, { own }: States): Promise<void> {
    const abandoned = this.abandoned.get(serverOf(other));
    this.abandoned.delete(serverOf(other));
    if (!abandoned || own === 0) return;
    const { pids, since } = abandoned;
    await other.query(terminateAbandonedSql, [pids, performance.now() - since]).catch(() => undefined);
  }
}

const serverOf = ({ host, port }: Client): string => `${host}:${port}`;

function carriedBy(client: Client): number {
  const { bytesRead, bytesWritten } = client.connection.stream as Partial<Socket>;
  return (bytesRead ?? 0) + (bytesWritten ?? 0);
}

/** As if the network had said it. */
export const silence = (ms: number, cause?: unknown): Error =>
  Object.assign(new Error(`the database did not answer within ${Math.round(ms)} ms`), { code: 'ETIMEDOUT', cause });

/** Undefined before the server has told it. */
const processId = (client: Client): number | undefined =>
  (client as { processID?: number | null }).processID ?? undefined;

/** To the same server. */
function otherClient(config: ClientConfig): Client {
  const { password } = config;
  // The pool hides the password from copies.
  const client = new Client({ ...config, password, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
  client.on('error', () => undefined);
  return client;
}

/** Which of these backends just wait for us, or for a lock; none where that cannot be known. */
async function statesOf(client: Client, pids: number[]): Promise<States> {
  await client.connect();
  const { rows } = await client.query<States>(statesSql, [pids]);
  const [states] = rows;
  return states?.own === processId(client) ? states : { own: 0, idle: [], locked: [], working: [] };
}
