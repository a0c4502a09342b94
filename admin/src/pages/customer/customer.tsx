import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { asApiError } from '../../api/error';
import { useCan, useMe } from '../../api/me';
import { count, day, money } from '../../lib/format';
import { Badge } from '../../ui/badge';
import { Card, Facts } from '../../ui/card';
import { Page } from '../../ui/page';
import { Failure, Skeleton } from '../../ui/states';
import { CustomerActions } from './actions';
import { EmailDialog } from './email-dialog';
import { OrdersCard, ReturnsCard, ReviewsCard, TicketsCard } from './list-cards';
import { CustomerTimeline, useCustomerTimeline } from './timeline-card';

type Detail = Schemas['CustomerDetail'];

const route = getRouteApi('/shell/customers/$customer');
const noSuchAccount = 2003;

/** Of somebody with an account, or of a guest, who has orders and nothing else. */
export function Customer() {
  const { t } = useTranslation();
  const { customer: uuid } = route.useParams();
  const navigate = useNavigate();
  const can = useCan();
  const { data, error, refetch } = api.useQuery('get', '/api/admin/customers/{uuid}', { params: { path: { uuid } } });
  const isGuest = error !== null && asApiError(error).code === noSuchAccount;
  // Guests have no account, but a timeline, which nobody else has.
  const timeline = useCustomerTimeline(uuid);
  if (error && (!isGuest || timeline.error)) return <Failure error={error} retry={refetch} />;
  if (!data && !(isGuest && timeline.data)) return <Skeleton rows={12} />;
  return (
    <Page
      title={data?.username ?? t('customers.guest')}
      beside={data && <Badges customer={data} />}
      subtitle={isGuest && t('customers.guestHint')}
      actions={<CustomerActions customer={data ?? { uuid }} onErased={() => navigate({ to: '/customers' })} />}
    >
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {can('read:orders') && <OrdersCard customer={uuid} />}
          {can('read:tickets') && <TicketsCard customer={uuid} />}
          {can('read:returns') && <ReturnsCard customer={uuid} />}
          {can('read:reviews') && !isGuest && <ReviewsCard customer={uuid} />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {data && <AboutCard customer={data} onChanged={refetch} />}
          {data && <LifetimeCard values={data.lifetime_value} />}
          <CustomerTimeline uuid={uuid} />
        </div>
      </div>
    </Page>
  );
}

function Badges({ customer: { role, disabled, email_confirmed } }: { customer: Detail }) {
  const { t } = useTranslation();
  return (
    <>
      {role !== 'customer' && <Badge tone="info">{role}</Badge>}
      {!email_confirmed && <Badge tone="warn">{t('customers.emailNotConfirmed')}</Badge>}
      {disabled && <Badge tone="bad">{t('customers.disabled')}</Badge>}
    </>
  );
}

function AboutCard({ customer, onChanged }: { customer: Detail; onChanged: () => unknown }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const mayChange = can('write:customers') && customer.uuid !== me.uuid;
  const { first_name, last_name, email, phone, city, created } = customer;
  return (
    <Card title={t('customers.about')} actions={mayChange && <EmailDialog customer={customer} onChanged={onChanged} />}>
      <Facts
        rows={[
          [t('customer.name'), `${first_name} ${last_name}`.trim()],
          [
            t('customer.email'),
            email && (
              <a href={`mailto:${email}`} className="text-accent hover:underline">
                {email}
              </a>
            ),
          ],
          [t('customer.phone'), phone],
          [t('address.city'), city],
          [t('customers.since'), day(created)],
        ]}
      />
    </Card>
  );
}

/** What the shop holds of the customer's money, by currency. */
function LifetimeCard({ values }: { values: Detail['lifetime_value'] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('customers.lifetime')}>
      {values.length === 0 && <p className="text-muted">{t('customers.noOrders')}</p>}
      <div className="flex flex-col gap-4">
        {values.map(({ currency, value, paid, refunded, orders, first_order, last_order }) => (
          <div key={currency}>
            <p className="num mb-1.5 text-2xl font-semibold">{money(value, currency)}</p>
            <Facts
              rows={[
                [t('customers.paid'), money(paid, currency)],
                [t('customers.refunded'), money(refunded, currency)],
                [t('nav.orders'), count(orders)],
                [t('customers.firstOrder'), first_order && day(first_order)],
                [t('customers.lastOrder'), last_order && day(last_order)],
              ]}
            />
          </div>
        ))}
      </div>
    </Card>
  );
}
