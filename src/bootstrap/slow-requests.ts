import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';

/** How often Node looks for requests that take too long. */
const checkIntervalMs = 1_000;

/** What the server itself enforces: uploads have the longest time. */
export function serverTimeouts(config: Config) {
  const [body, upload] = [config.get('BODY_TIMEOUT_SECONDS'), config.get('UPLOAD_TIMEOUT_SECONDS')];
  const requestTimeout = Math.max(body, upload) * 1_000;
  const http = { headersTimeout: body * 1_000, requestTimeout, connectionsCheckingInterval: checkIntervalMs };
  return { requestTimeout, http };
}

/** Node has one limit for all requests, for the longest upload: a body that is no upload must be there long before. */
export function limitSlowBodies(fastify: FastifyInstance, config: Config): void {
  const timeoutMs = config.get('BODY_TIMEOUT_SECONDS') * 1_000;
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = (request: FastifyRequest) => clearTimeout(timers.get(request));
  fastify
    .addHook('onRequest', (request, _reply, done) => {
      if (!request.raw.complete && !isUpload(request))
        timers.set(
          request,
          setTimeout(() => giveUp(request), timeoutMs),
        );
      done();
    })
    .addHook('preValidation', (request, _reply, done) => {
      stop(request);
      done();
    })
    .addHook('onResponse', (request, _reply, done) => {
      stop(request);
      done();
    });
}

/** Of routes that take files or large bodies. */
function isUpload({ routeOptions: { config } }: FastifyRequest): boolean {
  return config !== undefined && ('uploads' in config || 'bodyLimit' in config);
}

/** As Node answers a request that took too long: nothing of it was understood yet. */
function giveUp({ raw: { socket } }: FastifyRequest): void {
  socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => socket.destroy());
}
