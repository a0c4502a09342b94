import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module.js';
import { OrderNoteAdminController } from './order-note.admin.controller.js';
import { OrderNoteQueries } from './order-note.queries.js';
import { OrderNoteService } from './order-note.service.js';
import { OrderTagService } from './order-tag.service.js';

@Module({
  imports: [OrderModule],
  controllers: [OrderNoteAdminController],
  providers: [OrderNoteService, OrderNoteQueries, OrderTagService],
})
export class OrderNotesModule {}
