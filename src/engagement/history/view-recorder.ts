import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate } from 'uuid';
import { TokenService } from '../../auth/token.service.js';
import { shop } from '../../common/http/shop.contract.js';
import { Database } from '../../database/database.js';
import { insertViews, type ProvenCaller, type ViewBatch } from './insert-views.js';
import { type BufferedViews, ViewBuffer } from './view-buffer.js';

const recordedRoute = '/api/products/:uuid';
const flushIntervalMs = 5_000;
/** Proving the tokens of a batch holds up the event loop for some milliseconds. */
const batchSize = 500;
/** The shop's own tokens are a third of it; longer ones would only fill the memory. */
const maxCredentialLength = 1_024;

/**
 * Records who looks at which product. A hook of Fastify runs when the answer is sent, from the response cache too, and
 * notes what the request carried in memory; the catalog knows nothing of it. Who that is, is proven when the notes are
 * written, every five seconds and at the shutdown: one proof for all views of a caller, and none before an answer.
 * A crash loses what was not written.
 */
@Injectable()
export class ViewRecorder implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('History');
  private readonly buffer = new ViewBuffer();
  private flushing: Promise<void> = Promise.resolve();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly database: Database,
    private readonly tokens: TokenService,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onResponse', (request, reply, done) => {
      this.note(request, reply);
      done();
    });
    this.timer = setInterval(() => void this.flush(), flushIntervalMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Writes what was viewed until now. Never fails: what cannot be written is lost. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write()).catch((error) => this.log.error(error));
    return this.flushing;
  }

  private note({ headers, method, routeOptions, params }: FastifyRequest, { statusCode }: FastifyReply): void {
    const credential = headers.authorization ?? headers['x-guest-token'];
    if (typeof credential !== 'string' || credential.length > maxCredentialLength) return;
    if (routeOptions.url !== recordedRoute || method !== 'GET' || (statusCode !== 200 && statusCode !== 304)) return;
    this.buffer.add(credential, (params as { uuid: string }).uuid, performance.now());
  }

  private async write(): Promise<void> {
    const { callers, dropped } = this.buffer.drain();
    if (dropped > 0) this.log.warn({ views: 'dropped', count: dropped });
    for (const batch of this.batches(callers)) {
      const insert = () => this.database.transaction((em) => insertViews(em, batch));
      // A product or a customer that is deleted meanwhile fails the first attempt; the second does not find it any more.
      await insert().catch(insert);
    }
  }

  /** Without the views of callers whose token is forged. */
  private *batches(callers: BufferedViews): Generator<ViewBatch> {
    let batch: ViewBatch = { callers: [], views: [] };
    for (const [credential, products] of callers) {
      const proven = this.prove(credential);
      if (!proven) continue;
      batch.callers.push(proven);
      for (const [product, view] of products) {
        batch.views.push({ ...view, caller: batch.callers.length - 1, product });
        if (batch.views.length < batchSize) continue;
        yield batch;
        batch = { callers: [proven], views: [] };
      }
    }
    if (batch.views.length > 0) yield batch;
  }

  private prove(credential: string): ProvenCaller | undefined {
    if (validate(credential)) return { session: null, customer: null, guestToken: credential, expires: null };
    try {
      const { sid, sub, exp } = this.tokens.readAccess(shop.tokenOf({ authorization: credential }) ?? '');
      return { session: sid, customer: sub, guestToken: null, expires: exp };
    } catch {
      return undefined;
    }
  }
}
