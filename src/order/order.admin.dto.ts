import { IntersectionType, PickType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { toBoolean } from '../catalog/product.dto.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { canonicalTag, tagMessage, tagPattern, trimmed } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { OrderDetail, OrderDto, OrderQuery } from './order.dto.js';

export class OrderAdminQuery extends IntersectionType(PickType(OrderQuery, ['status']), ListQuery) {
  /** A whole order number, or the whole email address that orders were placed with. @example "M100001" */
  @IsOptionalNotNull()
  @Transform(trimmed)
  @IsString()
  @MaxLength(254)
  search?: string;

  /** Only orders of this customer or guest, by uuid. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  @IsOptionalNotNull()
  @IsUUID()
  customer?: string;

  /** Only orders with this tag. @example "fragile" */
  @IsOptionalNotNull()
  @Transform(canonicalTag)
  @IsString()
  @Matches(tagPattern, { message: tagMessage })
  tag?: string;

  /** Only orders with units to be sent (`true`): paid ones, and cash orders, which are paid on delivery. */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  to_ship?: boolean;
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
