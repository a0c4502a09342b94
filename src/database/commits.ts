import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

/** What a transaction has changed: cached rows, or the queue of a job. */
export type CommitTopic = 'catalog' | `job:${string}`;

/** What waits for the commit of a transaction. */
interface Pending {
  topics: Set<CommitTopic>;
  actions: (() => void)[];
}

const pending = new WeakMap<EntityManager, Pending>();

/** Tells the listeners of `topic` when the transaction of `em` commits, once however often it is announced. */
export function announce(em: EntityManager, topic: CommitTopic): void {
  pending.get(em)?.topics.add(topic);
}

/** Does it, which must not fail, when the transaction of `em` commits, and never if it is rolled back; at once where there is none. */
export function afterCommit(em: EntityManager, action: () => void): void {
  const transaction = pending.get(em);
  if (transaction) transaction.actions.push(action);
  else action();
}

/** What this process does after its own commits. Other processes hear nothing of them. */
@Injectable()
export class Commits {
  private readonly listeners = new Map<CommitTopic, (() => void)[]>();

  on(topic: CommitTopic, listener: () => void): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  /** Collects what the transaction of `em` changes. */
  track(em: EntityManager): Pending {
    const changed: Pending = { topics: new Set(), actions: [] };
    pending.set(em, changed);
    return changed;
  }

  committed({ topics, actions }: Pending): void {
    for (const action of actions) action();
    for (const topic of topics) for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}
