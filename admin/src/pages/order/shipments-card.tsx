import { ExternalLink, Truck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';
import { moment } from '../../lib/format';
import { Status } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { SelectField, TextArea } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { Empty, Skeleton } from '../../ui/states';
import { toast } from '../../ui/toast';
import type { Detail } from './use-order';

type Shipment = Schemas['ShipmentDto'];

interface ShipmentsCardProps {
  order: Detail;
  shipments: Shipment[] | undefined;
}

export function ShipmentsCard({ order, shipments }: ShipmentsCardProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('order.shipments')} flush>
      {!shipments && <Skeleton rows={2} />}
      {shipments?.length === 0 && <Empty title={t('order.noShipments')} hint={t('order.noShipmentsHint')} />}
      {shipments?.map((shipment) => (
        <Parcel key={shipment.shipment_uuid} order={order} shipment={shipment} />
      ))}
    </Card>
  );
}

function Parcel({ order, shipment }: { order: Detail; shipment: Shipment }) {
  const can = useCan();
  const { carrier, tracking_number, tracking_url, status, date_shipped, lines } = shipment;
  return (
    <article className="flex flex-wrap items-start gap-3 border-b border-line px-4 py-3 last:border-0">
      <Truck className="mt-0.5 size-5 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span>{carrier}</span>
          {tracking_url ? (
            <a
              href={tracking_url}
              target="_blank"
              rel="noreferrer"
              className="flex items-center gap-1 text-accent hover:underline"
            >
              {tracking_number ?? tracking_url}
              <ExternalLink className="size-3.5" aria-hidden />
            </a>
          ) : (
            <span>{tracking_number}</span>
          )}
          <Status value={status} />
        </p>
        <p className="text-muted">
          {moment(date_shipped)} · {lines.map(({ name, quantity }) => `${quantity} × ${name}`).join(', ')}
        </p>
      </div>
      {status === 'shipped' && can('write:shipments') && <ParcelActions order={order} shipment={shipment} />}
    </article>
  );
}

const meta = { meta: { shown: true } };
const lostSchema = z.object({ resolution: z.enum(['refund', 'reship']), reason: z.string().trim() });
const returnedSchema = lostSchema.extend({ cause: z.enum(['refused', 'returned_to_sender']) });

function ParcelActions({ order, shipment }: { order: Detail; shipment: Shipment }) {
  const { t } = useTranslation();
  const params = { path: { order_uuid: order.order_uuid, shipment_uuid: shipment.shipment_uuid } };
  const base = '/api/admin/orders/{order_uuid}/shipments/{shipment_uuid}' as const;
  const delivered = api.useMutation('put', `${base}/delivered`);
  const lost = api.useMutation('put', `${base}/lost`, meta);
  const returned = api.useMutation('put', `${base}/returned`, meta);
  const resolutions: [string, string][] = [
    ['refund', t('shipment.refund')],
    ['reship', t('shipment.reship')],
  ];
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button size="sm" busy={delivered.isPending} onClick={() => delivered.mutate({ params })}>
        {t('shipment.delivered')}
      </Button>
      <FormDialog
        danger
        trigger={<Button size="sm">{t('shipment.lost')}</Button>}
        title={t('shipment.lostTitle')}
        submit={t('shipment.lost')}
        schema={lostSchema}
        defaults={{ resolution: 'reship', reason: '' }}
        onSubmit={async ({ resolution, reason }) => {
          await lost.mutateAsync({ params, body: { resolution, ...(reason && { reason }) } });
          toast.success(t('common.saved'));
        }}
      >
        <SelectField name="resolution" label={t('shipment.resolution')} options={resolutions} />
        <TextArea name="reason" label={t('order.reason')} rows={2} />
      </FormDialog>
      <FormDialog
        danger
        trigger={<Button size="sm">{t('shipment.returned')}</Button>}
        title={t('shipment.returnedTitle')}
        description={t('shipment.returnedHint')}
        submit={t('shipment.returned')}
        schema={returnedSchema}
        defaults={{ cause: 'returned_to_sender', resolution: 'refund', reason: '' }}
        onSubmit={async ({ cause, resolution, reason }) => {
          await returned.mutateAsync({ params, body: { cause, resolution, ...(reason && { reason }) } });
          toast.success(t('common.saved'));
        }}
      >
        <SelectField
          name="cause"
          label={t('shipment.cause')}
          options={[
            ['returned_to_sender', t('shipment.returnedToSender')],
            ['refused', t('shipment.refused')],
          ]}
        />
        <SelectField name="resolution" label={t('shipment.resolution')} options={resolutions} />
        <TextArea name="reason" label={t('order.reason')} rows={2} />
      </FormDialog>
    </div>
  );
}
