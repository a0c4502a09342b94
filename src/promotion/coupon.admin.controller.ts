import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CouponChange, CouponDto, CouponInput } from './coupon.dto.js';
import { CouponService } from './coupon.service.js';
import { CouponCodeTaken, CouponInUse, CouponNotFound } from './promotion.errors.js';

const CouponUuid = uuidOr(CouponNotFound);

@ApiTags('Order')
@Controller('api/admin/coupons')
@Requires('write:coupons')
export class CouponAdminController {
  constructor(private readonly coupons: CouponService) {}

  /** List coupons, latest first. */
  @Get()
  @Requires('read:coupons')
  @Listed(CouponDto)
  list(@Query() page: ListQuery) {
    return this.coupons.list(page);
  }

  /** Create a coupon. */
  @Post()
  @Example({ code: 'SPRING10', percent: 1000, min_sum: '20.00' })
  @Fails(CouponCodeTaken)
  create(@Me() me: Caller, @Body() coupon: CouponInput): Promise<CouponDto> {
    return this.coupons.create(me, coupon);
  }

  /** Change a coupon. Orders keep their discount. */
  @Put(':uuid')
  @Example({ percent: 1500 })
  @Fails(CouponNotFound, CouponCodeTaken)
  update(@Me() me: Caller, @Param('uuid', CouponUuid) uuid: string, @Body() coupon: CouponChange): Promise<CouponDto> {
    return this.coupons.update(me, uuid, coupon);
  }

  /** Delete a coupon that no order uses. Returns the deleted coupon. */
  @Delete(':uuid')
  @Fails(CouponNotFound, CouponInUse)
  remove(@Me() me: Caller, @Param('uuid', CouponUuid) uuid: string): Promise<CouponDto> {
    return this.coupons.remove(me, uuid);
  }
}
