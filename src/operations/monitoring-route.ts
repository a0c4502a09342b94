import type { ExecutionContext } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

const controllers: unknown[] = [HealthController, MetricsController];

/** Health and metrics answer however busy the shop is. */
export const isMonitoringRoute = (context: ExecutionContext): boolean => controllers.includes(context.getClass());
