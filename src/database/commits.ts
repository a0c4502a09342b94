import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

/** What a transaction has changed: cached rows, or the queue of a job. */
export type CommitTopic = 'catalog' | `job:${string}`;

export type CommitEffect = CommitTopic | (() => void);

const pending = new WeakMap<EntityManager, Set<CommitEffect>>();

/** Tells the listeners of `topic` when the transaction of `em` commits, once however often it is announced. */
export function announce(em: EntityManager, topic: CommitTopic): void {
  pending.get(em)?.add(topic);
}

/** Runs once the transaction of `em` is committed; it must not fail. */
export function afterCommit(em: EntityManager, effect: () => void): void {
  pending.get(em)?.add(effect);
}

/** What this process does after its own commits. Other processes hear nothing of them. */
@Injectable()
export class Commits {
  private readonly listeners = new Map<CommitTopic, (() => void)[]>();

  on(topic: CommitTopic, listener: () => void): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  /** Collects what the transaction of `em` changes. */
  track(em: EntityManager): Set<CommitEffect> {
    const effects = new Set<CommitEffect>();
    pending.set(em, effects);
    return effects;
  }

  committed(effects: Set<CommitEffect>): void {
    for (const effect of effects)
      if (typeof effect === 'function') effect();
      else for (const listener of this.listeners.get(effect) ?? []) listener();
  }
}
