import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsAccess } from './metrics-access.js';
import { MetricsController } from './metrics.controller.js';
import { OverloadGuard } from './overload.guard.js';
import { RateLimitGuard } from './rate-limit.guard.js';

@Module({
  controllers: [HealthController, MetricsController],
  // In this order, and before anybody is asked who they are.
  providers: [
    Metrics,
    MetricsAccess,
    { provide: APP_GUARD, useClass: OverloadGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [Metrics],
})
export class OperationsModule {}
