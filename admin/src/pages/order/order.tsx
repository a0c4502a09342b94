import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import { moment } from '../../lib/format';
import { Status } from '../../ui/badge';
import { Page } from '../../ui/page';
import { Failure, Skeleton } from '../../ui/states';
import { OrderActions } from './actions';
import { AddressCard, CustomerCard } from './customer-cards';
import { DocumentsCard } from './documents-card';
import { LinesCard } from './lines-card';
import { CreditsCard, PaymentsCard } from './money-cards';
import { NotesCard } from './notes-card';
import { OrderTags } from './order-tags';
import { ShipmentsCard } from './shipments-card';
import { TimelineCard } from './timeline-card';
import { useOrder } from './use-order';

const route = getRouteApi('/shell/orders/$order');

export function Order() {
  const { t } = useTranslation();
  const { order: uuid } = route.useParams();
  const can = useCan();
  const queries = useOrder(uuid);
  const { data: order, error, refetch } = queries.order;
  if (error) return <Failure error={error} retry={refetch} />;
  if (!order) return <Skeleton rows={12} />;
  return (
    <Page
      title={t('order.title', { number: order.number })}
      beside={
        <>
          <Status value={order.status} />
          <OrderTags order={order} />
        </>
      }
      subtitle={`${moment(order.date_created)} · ${t(`payment.${order.payment}`)}${order.shipping_method ? ` · ${order.shipping_method}` : ''}`}
      actions={<OrderActions order={order} />}
    >
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <LinesCard order={order} />
          {can('read:shipments') && <ShipmentsCard order={order} shipments={queries.shipments.data?.results} />}
          {can('read:payments') && (
            <>
              <PaymentsCard payments={queries.payments.data?.results} refunds={queries.refunds.data?.results} />
              <CreditsCard order={order} credits={queries.credits.data?.results} />
            </>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <NotesCard order_uuid={uuid} />
          <CustomerCard order={order} />
          <AddressCard order={order} />
          {can('read:invoices') && <DocumentsCard invoices={queries.invoices.data?.results} />}
          <TimelineCard order_uuid={uuid} />
        </div>
      </div>
    </Page>
  );
}
