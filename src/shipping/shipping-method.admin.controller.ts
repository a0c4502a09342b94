import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { ShippingMethodNotFound } from './shipping.errors.js';
import { AdminShippingMethod, ShippingMethodChange, ShippingMethodInput } from './shipping-method.dto.js';
import { ShippingMethodService } from './shipping-method.service.js';

const MethodUuid = uuidOr(ShippingMethodNotFound);

@ApiTags('Order')
@Controller('api/admin/shipping-methods')
@Requires('write:shipping')
export class ShippingMethodAdminController {
  constructor(private readonly methods: ShippingMethodService) {}

  /** List shipping methods, inactive ones too, oldest first. */
  @Get()
  @Requires('read:shipping')
  @Listed(AdminShippingMethod)
  list(@Query() page: ListQuery) {
    return this.methods.adminList(page);
  }

  /** Create a shipping method. */
  @Post()
  @Example({ name: 'Parcel to Italy', price: '9.90', countries: ['IT'] })
  create(@Me() me: Caller, @Body() method: ShippingMethodInput): Promise<AdminShippingMethod> {
    return this.methods.create(me, method);
  }

  /** Change a shipping method. Placed orders keep theirs; a method that becomes inactive is no longer the default. */
  @Put(':uuid')
  @Example({ price: '5.90' })
  @Fails(ShippingMethodNotFound)
  update(
    @Me() me: Caller,
    @Param('uuid', MethodUuid) uuid: string,
    @Body() method: ShippingMethodChange,
  ): Promise<AdminShippingMethod> {
    return this.methods.update(me, uuid, method);
  }

  /** Delete a shipping method. Orders keep its name and price. Returns the deleted method. */
  @Delete(':uuid')
  @Fails(ShippingMethodNotFound)
  remove(@Me() me: Caller, @Param('uuid', MethodUuid) uuid: string): Promise<AdminShippingMethod> {
    return this.methods.remove(me, uuid);
  }
}
