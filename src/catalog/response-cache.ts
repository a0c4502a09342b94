import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { etagOf } from '../common/http/etag.js';
import { Config } from '../config/config.js';
import { Commits } from '../database/commits.js';
import { waitFor } from '../database/request-waits.js';

export interface CachedBody {
  body: Buffer;
  etag: string;
}

/** The promise to clients: an answer of the catalog is at most this old. */
const ttlMs = 1_000;
/** What an entry costs beside its body: key, ETag, Buffer, and its places in the cache's lists. */
const overheadBytes = 1_024;
const maxKeyLength = 500;

/**
 * Public answers of the catalog as bytes, for a second at most; this process's own commits clear them at once. They are
 * for browsing, never for selling: an order reads the rows themselves.
 */
@Injectable()
export class ResponseCache {
  private readonly entries?: LRUCache<string, CachedBody>;
  /** One request per key asks the database; the others wait for its answer. */
  private inFlight = new Map<string, Promise<CachedBody>>();

  constructor(config: Config, commits: Commits) {
    const maxSize = config.get('RESPONSE_CACHE_MIB') * 1024 * 1024;
    if (maxSize === 0) return;
    const sizeCalculation = ({ body }: CachedBody, key: string) => body.length + 2 * key.length + overheadBytes;
    this.entries = new LRUCache({ maxSize, sizeCalculation, ttl: ttlMs, max: 50_000 });
    commits.on('catalog', () => this.clear());
  }

  fresh(key: string): CachedBody | undefined {
    return this.entries?.get(key);
  }

  async load(key: string, work: () => Promise<unknown>): Promise<CachedBody> {
    if (!this.entries || key.length > maxKeyLength) return render(work);
    const { inFlight } = this;
    const running = inFlight.get(key);
    if (running) return waitFor(running);
    const startedAt = performance.now();
    const loading = render(work).finally(() => inFlight.delete(key));
    inFlight.set(key, loading);
    const loaded = await loading;
    // An answer that was overtaken by a change is given to those who waited for it, and not kept.
    if (inFlight === this.inFlight) this.entries.set(key, loaded, { start: startedAt });
    return loaded;
  }

  private clear(): void {
    // To clear an empty one costs as much as an order's statement: it fills lists of all its places.
    if (this.entries?.size) this.entries.clear();
    this.inFlight = new Map();
  }
}

async function render(work: () => Promise<unknown>): Promise<CachedBody> {
  const body = Buffer.from(JSON.stringify(await work()));
  return { body, etag: etagOf(body) };
}
