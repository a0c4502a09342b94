import { Module } from '@nestjs/common';
import { BucketModule } from '../bucket/bucket.module.js';
import { PromotionModule } from '../promotion/promotion.module.js';
import { ShippingModule } from '../shipping/shipping.module.js';
import { StockModule } from '../stock/stock.module.js';
import { BucketSummaryService } from './bucket-summary.service.js';
import { PricingService } from './pricing.service.js';
import { QuoteController } from './quote.controller.js';
import { QuoteService } from './quote.service.js';

@Module({
  imports: [BucketModule, PromotionModule, ShippingModule, StockModule],
  controllers: [QuoteController],
  providers: [PricingService, QuoteService, BucketSummaryService],
  exports: [PricingService],
})
export class PricingModule {}
