import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { ExchangeRateDto, ExchangeRateInput } from './exchange-rate.dto.js';
import { ExchangeRateService } from './exchange-rate.service.js';

@ApiTags('Order')
@Controller('api/admin/exchange-rates')
@Requires('write:exchange_rates')
export class ExchangeRateAdminController {
  constructor(private readonly rates: ExchangeRateService) {}

  /** List the rates at which invoices tell the tax in the currency of the seller's tax authority, latest first. */
  @Get()
  @Requires('read:exchange_rates')
  @Listed(ExchangeRateDto)
  list(@Query() page: ListQuery) {
    return this.rates.list(page);
  }

  /** Enter the rate of a currency from a day on. Replaces the rate of that day; issued invoices stay as they are. */
  @Put(':currency')
  @Fails(ValidationFailed)
  set(
    @Me() me: Caller,
    @Param('currency') currency: string,
    @Body() rate: ExchangeRateInput,
  ): Promise<ExchangeRateDto> {
    return this.rates.set(me, currency, rate);
  }
}
