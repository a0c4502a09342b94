import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUpload } from '../common/http/uploads.js';
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

/** Node has one limit for all requests, for the longest upload: a body that is no upload must be there long before, and an upload must not pause as long. */
export function limitSlowBodies(fastify: FastifyInstance, config: Config): void {
  const timeoutMs = config.get('BODY_TIMEOUT_SECONDS') * 1_000;
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = (request: FastifyRequest) => clearTimeout(timers.get(request));
  const watch = (request: FastifyRequest) => {
    const { raw } = request;
    const { bytesRead } = raw.socket;
    const check = () => {
      if (raw.complete || raw.readableEnded) return;
      if (isLong(request) && raw.socket.bytesRead > bytesRead) watch(request);
      else giveUp(request);
    };
    timers.set(request, setTimeout(check, timeoutMs));
  };
  fastify
    .addHook('onRequest', (request, _reply, done) => {
      if (!request.raw.complete) watch(request);
      done();
    })
    .addHook('preValidation', (request, _reply, done) => {
      // The body of an upload is read later, by its route.
      if (!isUpload(request)) stop(request);
      done();
    })
    .addHook('onResponse', (request, _reply, done) => {
      stop(request);
      done();
    });
}

/** Of routes that take files or large bodies. */
const isLong = (request: FastifyRequest): boolean =>
  isUpload(request) || (request.routeOptions.config !== undefined && 'bodyLimit' in request.routeOptions.config);

/** As Node answers a request that took too long: nothing of it was understood yet. */
function giveUp({ raw: { socket } }: FastifyRequest): void {
  socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => socket.destroy());
}
