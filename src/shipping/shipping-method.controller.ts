import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { ShippingMethodDto } from './shipping-method.dto.js';
import { ShippingMethodService } from './shipping-method.service.js';

@ApiTags('Order')
@Controller('api/shipping-methods')
@Public()
export class ShippingMethodController {
  constructor(private readonly methods: ShippingMethodService) {}

  /** List shipping methods, cheapest first. */
  @Get()
  @Paged(ShippingMethodDto)
  list(@Query() page: PageQuery) {
    return this.methods.list(page);
  }
}
