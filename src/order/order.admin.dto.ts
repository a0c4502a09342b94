import { IntersectionType, PickType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn } from 'class-validator';
import { toBoolean } from '../catalog/product.dto.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { Day, SearchText, Tag, Uuid } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { type PaymentMethod, paymentMethods } from './order.entity.js';
import { OrderDetail, OrderDto, OrderQuery } from './order.dto.js';

export class OrderAdminQuery extends IntersectionType(PickType(OrderQuery, ['status']), ListQuery) {
  /**
   * A whole order number, email address that orders were placed with, slug of a product, or tracking number; or the beginnings
   * of first and last name of the customer, or of the last name of whom it is shipped to, alone or with the first name. Capitals
   * and marks make no difference. Of a name or a product, at most 1,000 orders are found. @example "M100001"
   */
  @SearchText(254)
  search?: string;

  /** Only orders of this customer or guest, by uuid. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  @IsOptionalNotNull()
  @Uuid()
  customer?: string;

  /** Only orders with this tag. @example "fragile" */
  @IsOptionalNotNull()
  @Tag()
  tag?: string;

  /** Only orders with units to be sent (`true`): paid ones, and cash orders, which are paid on delivery. */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  to_ship?: boolean;

  /** Only orders paid this way. */
  @IsOptionalNotNull()
  @IsIn(paymentMethods)
  payment?: PaymentMethod;

  /** Only orders that are paid (`true`), or only those that are not (`false`), canceled ones among them. */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  paid?: boolean;

  /** Only orders placed on this day or later, in the shop's time zone. @example "2026-11-01" */
  @IsOptionalNotNull()
  @Day()
  from?: string;

  /** Only orders placed on this day or earlier. @example "2026-11-30" */
  @IsOptionalNotNull()
  @Day()
  to?: string;
}

export class OrderAdminRow extends OrderDto {
  /** Address for order mails. @example "max.mustermann@email.com" */
  email: string | null;
  /** Who the order is shipped to, else the customer. @example "Max Mustermann" */
  name: string;
  /** Units ordered. @example 3 */
  units: number;
  /** @example "EUR" */
  currency: string;
  /** Tags of staff, in alphabetical order. @example ["fragile"] */
  tags: string[];
}

export class OrderAdminDetail extends OrderDetail {
  /** Tags of staff, in alphabetical order. @example ["fragile"] */
  tags: string[];
}
