import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { PostalAddressDto } from '../customer/address.dto.js';
import { Database } from '../database/database.js';
import type { OrderDetail } from './order.dto.js';
import { Order } from './order.entity.js';
import { OrderQueries } from './order.queries.js';

/** Corrects where an order goes, until its first parcel leaves. */
@Injectable()
export class OrderAddressService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: OrderQueries,
  ) {}

  /** @throws OrderNotFound, AddressNotChangeable, ShippingNotAvailable */
  async change(me: Caller, uuid: string, address: PostalAddressDto): Promise<OrderDetail> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid, customer: me.id });
      order.sendTo(address);
    });
    return this.queries.detail({ uuid, customer: me.id });
  }

  /** @throws OrderNotFound, AddressNotChangeable, ShippingNotAvailable */
  async changeByStaff(actor: Caller, uuid: string, address: PostalAddressDto): Promise<OrderDetail> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      const before = { shipping_address: order.shipping_address ?? null };
      order.sendTo(address);
      const subject = { kind: 'order', uuid, label: order.number };
      const after = { shipping_address: { ...address } };
      this.audit.recordDiff(em, actor, 'order.shipping_address', subject, [before, after]);
    });
    return this.queries.detail({ uuid });
  }
}
