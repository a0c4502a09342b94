import { Module } from '@nestjs/common';
import { StockAdminController } from './stock.admin.controller.js';
import { StockQueries } from './stock.queries.js';
import { StockService } from './stock.service.js';

@Module({
  controllers: [StockAdminController],
  providers: [StockQueries, StockService],
  exports: [StockService],
})
export class StockModule {}
