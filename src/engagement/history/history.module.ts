import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { BucketModule } from '../../bucket/bucket.module.js';
import { BuyAgainService } from './buy-again.service.js';
import { HistoryController } from './history.controller.js';
import { HistoryQueries } from './history.queries.js';
import { HistoryService } from './history.service.js';
import { PurchaseHistoryController } from './purchase-history.controller.js';
import { ViewRecorder } from './view-recorder.js';

@Module({
  imports: [AuthModule, BucketModule],
  controllers: [HistoryController, PurchaseHistoryController],
  providers: [ViewRecorder, HistoryService, HistoryQueries, BuyAgainService],
})
export class HistoryModule {}
