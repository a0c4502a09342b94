import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
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
    // A database that is stuck does not hinder the end.
    await Promise.race([this.ear?.end().catch(() => undefined), wait(1_000, undefined, { ref: false })]);
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
    const ear = new Client({
      connectionString: this.config.get('DATABASE_URL'),
      application_name: 'magazin changes',
      connectionTimeoutMillis: this.config.get('DATABASE_CONNECT_TIMEOUT_MS'),
      keepAlive: true,
    });
    ear.on('notification', ({ payload = '' }) => {
      const [from, topic] = payload.split(' ');
      if (from !== this.me) this.forget(topic as Topic);
    });
    ear.on('error', (error) => this.log.warn({ changes: 'unheard', error: error.message }));
    try {
      await ear.connect();
      await ear.query(`listen ${channel}`);
      this.ear = ear;
      ear.once('end', () => this.listenAgain());
    } catch {
      void ear.end().catch(() => undefined);
      this.listenAgain();
    }
  }

  /** What is missed meanwhile is forgotten within a second anyhow. */
  private listenAgain(): void {
    this.ear = undefined;
    if (!this.closing) setTimeout(() => void this.listen(), triedAgainAfter).unref();
  }
}
