import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { AppModule } from '../app.module.js';
import { ApiContracts } from '../common/http/api-contracts.js';
import type { RawBodyRequest } from '../common/http/uploads.js';
import { MalformedRequest } from '../common/http/request.errors.js';
import { currentRequest, requestIdOf, withRequest } from '../common/http/request-id.js';
import { Routes } from '../common/http/routes.js';
import { publicUrlOf, withoutPath } from '../common/http/base-url.js';
import { refuse } from '../common/http/shop-error.filter.js';
import { useCurrency } from '../config/currency.js';
import { requestMsOf } from '../database/orm.options.js';
import type { Config } from '../config/config.js';
import { limitSlowBodies, serverTimeouts } from './slow-requests.js';
import { serveDashboard } from './dashboard.js';
import { serveDocuments } from './docs-page.js';
import { serveStartPage } from './start-page.js';
import { loggedPath } from '../operations/logged-path.js';
import { plainForwarded } from '../operations/network.js';
import { NestLog } from '../operations/log.js';
import { Metrics } from '../operations/metrics.js';
import { answerConditionally } from '../common/http/etag.js';

const bodyLimit = 100 * 1024;

/** A front end in development, on any port of this machine. */
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

type Build = (adapter: FastifyAdapter, options: NestApplicationOptions) => Promise<NestFastifyApplication>;

/**
 * The whole shop, wired but not started: `init()` or `listen()` starts it.
 *
 * @param build the specs build the same application from a testing module
 */
export async function createApp(
  config: Config,
  log: Logger,
  build: Build = (adapter, options) => NestFactory.create(AppModule.with(config), adapter, options),
): Promise<NestFastifyApplication> {
  useCurrency(config.get('CURRENCY'));
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    trustProxy: config.get('TRUST_PROXY'),
    bodyLimit,
    rewriteUrl: ({ url = '/' }) => withoutPath(config.publicPath, url),
    ...serverTimeouts(config),
    // Requests that still arrive during a shutdown are answered.
    return503OnClosing: false,
    // The router rejects an address that cannot be decoded before any hook or filter runs.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('X-Request-Id', request.id);
      refuse(new MalformedRequest(), app.get(ApiContracts).forUrl(request.url), request, reply);
    },
    // An overlong parameter is rejected by its route, like any other wrong one.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
  });
  const fastify = adapter.getInstance();
  fastify.decorate('publicUrl', publicUrlOf(config));
  limitSlowBodies(fastify, config);
  // Only JSON is parsed; an empty body is no body, whatever its content type says.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    (request as RawBodyRequest).rawBody = body;
    if (body === '') done(null);
    else void parse(request, body, done);
  });
  const app = await build(adapter, { logger: new NestLog(log), abortOnError: false, bodyParser: false });
  // Not @fastify/helmet, which builds all of this anew for each request.
  const addSecurityHeaders = helmet({
    // Pictures and the API are used from the shop's own front ends.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  fastify.addHook('onRequest', ({ raw }, reply, done) => addSecurityHeaders(raw, reply.raw, () => done()));
  const origins = config.get('CORS_ORIGINS');
  app.enableCors({
    origin: origins.includes('*') || [...origins, ...(config.production ? [] : [localOrigin])],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    strictPreflight: false,
    exposedHeaders: [
      'Allow',
      'Content-Disposition',
      'ETag',
      'Idempotent-Replayed',
      'Link',
      'Location',
      'Retry-After',
      'WWW-Authenticate',
      'X-Request-Id',
    ],
    maxAge: 600,
  });
  const [routes, metrics] = [app.get(Routes), app.get(Metrics)];
  fastify
    .addHook('onRoute', (route) => {
      [route.method].flat().forEach((method) => routes.add(method, route.url));
      const { bodyLimit: larger } = (route.config ?? {}) as { bodyLimit?: number };
      if (larger) route.bodyLimit = larger;
    })
    .addHook('onRequest', (request, reply, done) => {
      void reply.header('X-Request-Id', request.id);
      const { 'x-forwarded-for': forwarded } = request.raw.headers;
      if (forwarded !== undefined) request.raw.headers['x-forwarded-for'] = plainForwarded(String(forwarded));
      const address = request.ip as string | undefined;
      if (address) withRequest({ id: request.id, address }, done);
      // The client has gone: it would hear no answer, and what it does would count for nobody.
      else request.raw.destroy();
    })
    // By now its body is read, however slow the client is.
    .addHook('preHandler', (_request, _reply, done) => {
      const current = currentRequest();
      if (current) current.patience = { leftMs: requestMsOf(config), until: performance.now() };
      done();
    })
    .addHook('onSend', (request, reply, body, done) => {
      delete currentRequest()?.patience;
      done(null, answerConditionally(request, reply, body));
    })
    .addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime);
      log.info(
        {
          method: request.method,
          route,
          ...(request.is404 ? { path: loggedPath(request.url, routes) } : {}),
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'answered',
      );
      done();
    });
  await serveDocuments(app, config);
  serveStartPage(app, config);
  await serveDashboard(app, config.publicPath);
  return app;
}
