import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../../common/http/access.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { Paged, PageQuery } from '../../common/http/paging.js';
import { uuidOr } from '../../common/http/uuid.pipe.js';
import { MergeGuest } from '../../common/http/merge-guest.interceptor.js';
import { HistorySettingsDto, ViewDto } from './history.dto.js';
import { ViewNotFound } from './history.errors.js';
import { HistoryQueries } from './history.queries.js';
import { HistoryService } from './history.service.js';

@ApiTags('History')
@Controller('api/history')
@AllowGuest()
@MergeGuest(HistoryService)
export class HistoryController {
  constructor(
    private readonly history: HistoryService,
    private readonly queries: HistoryQueries,
  ) {}

  /**
   * List the products you looked at, latest first: the last 500, of the last 180 days. A product appears within seconds
   * after `GET /api/products/{uuid}` with your access token or guest token.
   */
  @Get('views')
  @Paged(ViewDto)
  views(@Me() me: Caller, @Query() page: PageQuery, @BaseUrl() base: string) {
    return this.queries.views(me.id, page, base);
  }

  /** Forget all products you looked at. */
  @Delete('views')
  @HttpCode(204)
  clear(@Me() me: Caller): Promise<void> {
    return this.history.clear(me);
  }

  /** Forget one product you looked at. */
  @Delete('views/:product_uuid')
  @HttpCode(204)
  @Fails(ViewNotFound)
  remove(@Me() me: Caller, @Param('product_uuid', uuidOr(ViewNotFound)) product: string): Promise<void> {
    return this.history.remove(me, product);
  }

  /** Get what is remembered of you. */
  @Get('settings')
  settings(@Me() me: Caller): Promise<HistorySettingsDto> {
    return this.queries.settings(me.id);
  }

  /** Switch the recording of products you look at on or off. Off also forgets those that were recorded. */
  @Put('settings')
  changeSettings(@Me() me: Caller, @Body() settings: HistorySettingsDto): Promise<HistorySettingsDto> {
    return this.history.changeSettings(me, settings);
  }
}
