import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { v4 } from 'uuid';
import { Config } from '../config/config.js';

/** What answers may be remembered of. */
export type Topic = 'catalog';

const channel = 'magazin_changes';
/** Milliseconds: a busy shop tells its neighbours of all its changes at once, so that no order waits for the telling. */
const toldEvery = 50;
const triedAgainAfter = 1_000;

const touched = new WeakMap<EntityManager, Set<Topic>>();

/** Says that this transaction changes what others remember. They hear of it when it is committed. */
export function changes(em: EntityManager, topic: Topic): void {
  touched.get(em)?.add(topic);
}

/**
 * Tells whoever remembers something that it has changed: those in this process before the change is answered, those in
 * others by `NOTIFY` a moment later. It may get lost with a process, so nothing is remembered for longer than a second.
 */
@Injectable()
export class Changes implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(Changes.name);
  private readonly me = v4();
  private readonly listeners = new Map<Topic, (() => void)[]>();
  private readonly untold = new Set<Topic>();
  private ear?: Client;
  private telling?: NodeJS.Timeout;
  private closing = false;

  constructor(private readonly config: Config) {}

  on(topic: Topic, forget: () => void): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), forget]);
  }

  /** Notes what the transaction of `em` changes. */
  watch(em: EntityManager): Set<Topic> {
    const topics = new Set<Topic>();
    touched.set(em, topics);
    return topics;
  }

  /** After the commit. */
  committed(topics: Set<Topic>): void {
    for (const topic of topics) {
      this.forget(topic);
      this.untold.add(topic);
    }
    if (this.untold.size > 0) this.telling ??= setTimeout(() => void this.tell(), toldEvery).unref();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearTimeout(this.telling);
    await this.ear?.end().catch(() => undefined);
  }

  private forget(topic: Topic): void {
    for (const forget of this.listeners.get(topic) ?? []) forget();
  }

  private async tell(): Promise<void> {
    this.telling = undefined;
    const topics = [...this.untold];
    this.untold.clear();
    // Who cannot be told now finds out within a second.
    for (const topic of topics)
      await this.ear?.query('select pg_notify($1, $2)', [channel, `${this.me} ${topic}`]).catch(() => undefined);
  }

  private async listen(): Promise<void> {
    if (this.closing) return;
    const connectionString = this.config.get('DATABASE_URL');
    const ear = new Client({ connectionString, application_name: 'magazin changes', keepAlive: true });
    ear.on('notification', ({ payload = '' }) => {
      const [from, topic] = payload.split(' ');
      if (from !== this.me) this.forget(topic as Topic);
    });
    const again = () => setTimeout(() => void this.listen(), triedAgainAfter).unref();
    ear.on('error', (error) => this.log.warn({ changes: 'unheard', error: error.message }));
    ear.once('end', again);
    try {
      await ear.connect();
      await ear.query(`listen ${channel}`);
      this.ear = ear;
    } catch {
      await ear.end().catch(() => undefined);
    }
  }
}
