import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { PostalAddressDto } from '../customer/address.dto.js';
import type { PostalAddress } from '../customer/address.entity.js';
import { Database } from '../database/database.js';
import { buyerVatId } from '../pricing/billing.js';
import { isSameTreatment, taxRulesOf } from '../pricing/tax-treatment.js';
import { Settings } from '../settings/settings.js';
import type { OrderDetail } from './order.dto.js';
import { Order } from './order.entity.js';
import { AddressChangesTax } from './order.errors.js';
import { OrderQueries } from './order.queries.js';

/** Corrects where an order goes, until its first parcel leaves. */
@Injectable()
export class OrderAddressService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: OrderQueries,
    private readonly settings: Settings,
  ) {}

  /** @throws OrderNotFound, AddressNotChangeable, ShippingNotAvailable, AddressChangesTax */
  async change(me: Caller, uuid: string, address: PostalAddressDto): Promise<OrderDetail> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid, customer: me.id });
      this.send(order, address);
    });
    return this.queries.detail({ uuid, customer: me.id });
  }

  /** @throws OrderNotFound, AddressNotChangeable, ShippingNotAvailable, AddressChangesTax */
  async changeByStaff(actor: Caller, uuid: string, address: PostalAddressDto): Promise<OrderDetail> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      const before = { shipping_address: order.shipping_address ?? null };
      this.send(order, address);
      const subject = { kind: 'order' as const, uuid, label: order.number };
      const after = { shipping_address: { ...address } };
      this.audit.recordDiff(em, actor, 'order.shipping_address', subject, [before, after]);
    });
    return this.queries.detail({ uuid });
  }

  /** Its price stays, so the tax within it must. */
  private send(order: Order, address: PostalAddress): void {
    const supplies = [order.shipping_address, address] as const;
    const [before, after] = supplies.map((shipping_address) => ({
      to: order.shipping_kind === 'pickup' ? undefined : (shipping_address ?? undefined),
      buyer_vat_id: buyerVatId({ billing: order.billing, shipping_address }),
    }));
    order.sendTo(address);
    if (!isSameTreatment(order.taxes, [before, after], taxRulesOf(this.settings.current)))
      throw new AddressChangesTax();
  }
}
