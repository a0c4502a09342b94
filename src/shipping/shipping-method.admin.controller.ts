import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { ShippingMethodNotFound } from './shipping.errors.js';
import { AdminShippingMethod, ShippingMethodInput } from './shipping-method.dto.js';
import { ShippingMethodService } from './shipping-method.service.js';

const MethodUuid = uuidOr(ShippingMethodNotFound);

@ApiTags('Order')
@Controller('api/admin/shipping-methods')
@Roles('catalog_manager')
export class ShippingMethodAdminController {
  constructor(private readonly methods: ShippingMethodService) {}

  /** All shipping methods, oldest first. */
  @Get()
  @Paged(AdminShippingMethod)
  list(@Query() page: PageQuery) {
    return this.methods.all(page);
  }

  /** Offer one more way to the customer's door. */
  @Post()
  create(@Me() me: Caller, @Body() method: ShippingMethodInput): Promise<AdminShippingMethod> {
    return this.methods.create(me, method);
  }

  /** Change a shipping method: what is left out becomes its default. */
  @Put(':uuid')
  @Fails(ShippingMethodNotFound)
  change(
    @Me() me: Caller,
    @Param('uuid', MethodUuid) uuid: string,
    @Body() method: ShippingMethodInput,
  ): Promise<AdminShippingMethod> {
    return this.methods.change(me, uuid, method);
  }

  /** Remove a shipping method. Orders keep its name and price. Answers the one that went. */
  @Delete(':uuid')
  @Fails(ShippingMethodNotFound)
  remove(@Me() me: Caller, @Param('uuid', MethodUuid) uuid: string): Promise<AdminShippingMethod> {
    return this.methods.remove(me, uuid);
  }
}
