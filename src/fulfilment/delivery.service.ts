import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuditVerb } from '../audit/audit-actions.js';
import { AuditService } from '../audit/audit.service.js';
import { diff } from '../audit/diff.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { ShipmentEffects } from './shipment-effects.js';
import type { ShipmentDto } from './shipment.dto.js';
import type { ShipmentCorrection, ShipmentLoss, ShipmentReturn } from './shipment-end.dto.js';
import { type LockedShipment, Shipment } from './shipment.entity.js';
import { ShipmentQueries } from './shipment.queries.js';
import { UndeliveredEffects } from './undelivered-effects.js';

/** What becomes of a parcel that has left: it arrives, is lost, or comes back, and only one of these. */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly database: Database,
    private readonly effects: ShipmentEffects,
    private readonly undelivered: UndeliveredEffects,
    private readonly audit: AuditService,
    private readonly queries: ShipmentQueries,
  ) {}

  /** Idempotent. @throws OrderNotFound, ShipmentNotFound, ShipmentStatusRefused */
  deliver(actor: Caller, order_uuid: string, uuid: string): Promise<ShipmentDto> {
    return this.change(actor, order_uuid, uuid, 'deliver', async (em, { order, lines, shipment }) => {
      if (!shipment.deliver()) return undefined;
      await em.flush();
      await this.effects.onDelivered(em, order, lines, shipment);
      return { carrier: shipment.carrier };
    });
  }

  /** @throws OrderNotFound, ShipmentNotFound, ShipmentStatusRefused, ProductNotAvailable, NotEnoughStock */
  lose(actor: Caller, order: string, uuid: string, { resolution, reason = '' }: ShipmentLoss): Promise<ShipmentDto> {
    return this.change(actor, order, uuid, 'lose', async (em, locked) => {
      const owed = this.undelivered.owed(locked);
      locked.shipment.lose(resolution, reason);
      await this.undelivered.onLost(em, locked, owed);
      return { resolution, reason };
    });
  }

  /** @throws OrderNotFound, ShipmentNotFound, ShipmentStatusRefused, OrderProductNotFound, ProductNotAvailable, NotEnoughStock */
  comeBack(
    actor: Caller,
    order: string,
    uuid: string,
    { cause, resolution = 'refund', lines = [], reason = '' }: ShipmentReturn,
  ): Promise<ShipmentDto> {
    return this.change(actor, order, uuid, 'return', async (em, locked) => {
      const owed = this.undelivered.owed(locked);
      locked.shipment.comeBack(cause, resolution, reason, lines);
      await this.undelivered.onCameBack(em, locked, owed);
      return { cause, resolution, reason, lines };
    });
  }

  /** @throws OrderNotFound, ShipmentNotFound, ShipmentStatusRefused */
  correct(actor: Caller, order: string, uuid: string, input: ShipmentCorrection): Promise<ShipmentDto> {
    return this.change(actor, order, uuid, 'correct', async (_em, { shipment }) => {
      const { carrier, tracking_number = null, tracking_url = null } = shipment;
      const before = { carrier, tracking_number, tracking_url };
      const after = { ...before, ...input };
      shipment.correct(after);
      return diff(before, after);
    });
  }

  /** @param work answers what changed, for the audit trail, or undefined where nothing did */
  private change(
    actor: Caller,
    order_uuid: string,
    uuid: string,
    verb: AuditVerb<'shipment'>,
    work: (em: EntityManager, locked: LockedShipment) => Promise<object | undefined>,
  ): Promise<ShipmentDto> {
    return this.database.transaction(async (em) => {
      const locked = await Shipment.lock(em, order_uuid, uuid);
      const { order, shipment } = locked;
      const before = { status: shipment.status };
      const facts = await work(em, locked);
      const subject = { kind: 'shipment' as const, uuid: shipment.uuid, label: order.number };
      const changes = { ...diff(before, { status: shipment.status }), ...facts, order: order.number };
      if (facts) this.audit.record(em, actor, `shipment.${verb}`, subject, changes);
      await em.flush();
      return this.queries.one(em, shipment);
    });
  }
}
