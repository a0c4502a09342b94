import { IntersectionType, PickType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { toBoolean } from '../catalog/product.dto.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { trimmed } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { OrderDto, OrderQuery } from './order.dto.js';

export class OrderAdminQuery extends IntersectionType(PickType(OrderQuery, ['status']), ListQuery) {
  /** A whole order number, or the whole email address that orders were placed with. @example "M100001" */
  @IsOptionalNotNull()
  @Transform(trimmed)
  @IsString()
  @MaxLength(254)
  search?: string;

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
}
