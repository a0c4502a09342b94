import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate } from 'uuid';
import { TokenService } from '../../auth/token.service.js';
import { shop } from '../../common/http/shop.contract.js';
import { Database } from '../../database/database.js';
import { insertViews, type ProvenView } from './insert-views.js';
import { type BufferedView, ViewBuffer } from './view-buffer.js';

const recordedRoute = '/api/products/:uuid';
const flushIntervalMs = 2_000;
/** Proving the tokens of a batch holds up the event loop for some milliseconds. */
const batchSize = 250;
/** The shop's own tokens are a third of it; longer ones would only fill the memory. */
const maxCredentialLength = 1_024;

/**
 * Records who looks at which product. A hook of Fastify runs when the answer is sent, from the response cache too, and
 * notes what the request carried in memory; the catalog knows nothing of it. Who that is, is proven when the notes are
 * written, every two seconds and at the shutdown: one proof for all views of a caller, and none before an answer.
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
    const credential = credentialOf(headers);
    if (credential === undefined || routeOptions.url !== recordedRoute || method !== 'GET') return;
    if (statusCode !== 200 && statusCode !== 304) return;
    this.buffer.add(credential, (params as { uuid: string }).uuid, performance.now());
  }

  private async write(): Promise<void> {
    const { views, dropped } = this.buffer.drain();
    if (dropped > 0) this.log.warn({ views: 'dropped', count: dropped });
    for (let from = 0; from < views.length; from += batchSize) {
      const batch = this.proven(views.slice(from, from + batchSize));
      if (batch.length > 0) await this.database.transaction((em) => insertViews(em, batch));
    }
  }

  /** Skips views with a token that is forged or expired. */
  private proven(views: BufferedView[]): ProvenView[] {
    const now = performance.now();
    const callers = new Map<string, Pick<ProvenView, 'session' | 'customer' | 'guestToken'> | undefined>();
    return views.flatMap(({ credential, product, at, views: count }) => {
      if (!callers.has(credential)) callers.set(credential, this.callerOf(credential));
      const caller = callers.get(credential);
      return caller ? [{ ...caller, product, ageMs: now - at, views: count }] : [];
    });
  }

  private callerOf(credential: string) {
    if (validate(credential)) return { session: null, customer: null, guestToken: credential };
    try {
      const { sid, sub } = this.tokens.readAccess(shop.tokenOf({ authorization: credential }) ?? '');
      return { session: sid, customer: sub, guestToken: null };
    } catch {
      return undefined;
    }
  }
}

/** As the guard reads it: a guest token counts where there is no other. */
function credentialOf(headers: FastifyRequest['headers']): string | undefined {
  const credential = shop.tokenOf(headers) === undefined ? headers['x-guest-token'] : headers.authorization;
  return typeof credential === 'string' && credential.length <= maxCredentialLength ? credential : undefined;
}
