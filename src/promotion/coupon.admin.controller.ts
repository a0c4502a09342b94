import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CouponDto, CouponInput } from './coupon.dto.js';
import { CouponService } from './coupon.service.js';
import { CouponCodeTaken, CouponInUse, CouponNotFound } from './promotion.errors.js';

const CouponUuid = uuidOr(CouponNotFound);

@ApiTags('Order')
@Controller('api/admin/coupons')
@Roles('catalog_manager')
export class CouponAdminController {
  constructor(private readonly coupons: CouponService) {}

  /** All coupons, latest first. */
  @Get()
  @Paged(CouponDto)
  list(@Query() page: PageQuery) {
    return this.coupons.list(page);
  }

  /** Give so much off to whoever knows a code. */
  @Post()
  @Fails(CouponCodeTaken)
  create(@Me() me: Caller, @Body() coupon: CouponInput): Promise<CouponDto> {
    return this.coupons.create(me, coupon);
  }

  /** Change a coupon: what is left out becomes its default. Orders keep what they were given. */
  @Put(':uuid')
  @Fails(CouponNotFound, CouponCodeTaken)
  change(@Me() me: Caller, @Param('uuid', CouponUuid) uuid: string, @Body() coupon: CouponInput): Promise<CouponDto> {
    return this.coupons.change(me, uuid, coupon);
  }

  /** Remove a coupon that no order has. Answers the one that went. */
  @Delete(':uuid')
  @Fails(CouponNotFound, CouponInUse)
  remove(@Me() me: Caller, @Param('uuid', CouponUuid) uuid: string): Promise<CouponDto> {
    return this.coupons.remove(me, uuid);
  }
}
