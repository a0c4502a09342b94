import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

/** What a transaction has changed: cached rows, or the queue of a job. */
export type CommitTopic = 'catalog' | `job:${string}`;

const pending = new WeakMap<EntityManager, Set<CommitTopic>>();

/** Tells the listeners of `topic` when the transaction of `em` commits, once however often it is announced. */
export function announce(em: EntityManager, topic: CommitTopic): void {
  pending.get(em)?.add(topic);
}

/** What this process does after its own commits. Other processes hear nothing of them. */
@Injectable()
export class Commits {
  private readonly listeners = new Map<CommitTopic, (() => void)[]>();

  on(topic: CommitTopic, listener: () => void): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  /** Collects what the transaction of `em` changes. */
  track(em: EntityManager): Set<CommitTopic> {
    const topics = new Set<CommitTopic>();
    pending.set(em, topics);
    return topics;
  }

  committed(topics: Set<CommitTopic>): void {
    for (const topic of topics) for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}
