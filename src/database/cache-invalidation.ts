import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

/** What is cached in this process. */
export type CacheTopic = 'catalog';

const pending = new WeakMap<EntityManager, Set<CacheTopic>>();

/** Marks that the transaction of `em` changes cached data: the caches are cleared when it commits. */
export function invalidateCache(em: EntityManager, topic: CacheTopic): void {
  pending.get(em)?.add(topic);
}

/** Clears the caches of this process after its own commits. Other processes serve what they have until its time to live ends. */
@Injectable()
export class CacheInvalidation {
  private readonly listeners = new Map<CacheTopic, (() => void)[]>();

  on(topic: CacheTopic, clear: () => void): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), clear]);
  }

  /** Collects what the transaction of `em` changes. */
  track(em: EntityManager): Set<CacheTopic> {
    const topics = new Set<CacheTopic>();
    pending.set(em, topics);
    return topics;
  }

  committed(topics: Set<CacheTopic>): void {
    for (const topic of topics) for (const clear of this.listeners.get(topic) ?? []) clear();
  }
}
