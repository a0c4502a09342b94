import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { NoSuchRoute } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { MetricsTokenWrong } from './operations.errors.js';

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Who may read the metrics: they tell what is sold, and how busy the shop is. */
@Injectable()
export class MetricsAccess {
  constructor(private readonly config: Config) {}

  /** @throws NoSuchRoute, MetricsTokenWrong */
  assertAllowed(request: FastifyRequest): void {
    const [mode, token] = [this.config.get('METRICS'), this.config.get('METRICS_TOKEN')];
    if (mode === 'closed') throw new NoSuchRoute();
    if (token) assertToken(request, token);
    else if (mode === 'local' && !isLocal(request)) throw new NoSuchRoute();
  }
}

/** @throws MetricsTokenWrong */
function assertToken({ headers: { authorization = '' } }: FastifyRequest, token: string): void {
  const [, given = ''] = /^Bearer +(.+)$/i.exec(authorization) ?? [];
  if (!timingSafeEqual(digest(given), digest(token))) throw new MetricsTokenWrong();
}

/** By the connection itself, whatever headers say; a proxy of this machine speaks for others. */
const isLocal = ({ raw: { socket }, headers }: FastifyRequest): boolean =>
  /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '') && !proxyHeaders.some((name) => name in headers);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
