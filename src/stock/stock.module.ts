import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { StockAdminController } from './stock.admin.controller.js';
import { StockMovement } from './stock-movement.entity.js';
import { StockQueries } from './stock.queries.js';
import { StockService } from './stock.service.js';

@Module({
  imports: [MikroOrmModule.forFeature([StockMovement])],
  controllers: [StockAdminController],
  providers: [StockQueries, StockService],
  exports: [StockService],
})
export class StockModule {}
