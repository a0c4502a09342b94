import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { OrderNoteAdminController } from './order-note.admin.controller.js';
import { OrderNoteQueries } from './order-note.queries.js';
import { OrderNoteService } from './order-note.service.js';
import { OrderTagBulkAdminController } from './order-tag-bulk.admin.controller.js';
import { OrderTagBulkService } from './order-tag-bulk.service.js';
import { OrderTagService } from './order-tag.service.js';

@Module({
  imports: [OrderModule],
  controllers: [OrderTagBulkAdminController, OrderNoteAdminController],
  providers: [OrderNoteService, OrderNoteQueries, OrderTagService, OrderTagBulkService],
})
export class OrderNotesModule {}
