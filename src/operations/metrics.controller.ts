import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Metrics } from './metrics.js';
import { MetricsAccess } from './metrics-access.js';
import { MetricsTokenWrong } from './operations.errors.js';

@ApiTags('Operations')
@Controller('metrics')
@Public()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly access: MetricsAccess,
  ) {}

  /** Read the Prometheus metrics, text format 0.0.4. With `METRICS_TOKEN` as a bearer token; without one, in production from the same machine only. */
  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @Fails(MetricsTokenWrong)
  text(@Req() request: FastifyRequest): Promise<string> {
    this.access.assertAllowed(request);
    return this.metrics.text();
  }
}
