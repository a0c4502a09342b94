import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { ago } from '../lib/format';
import { Status } from '../ui/badge';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { TextArea } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';

type Return = Schemas['ReturnDto'];

const route = getRouteApi('/shell/returns');
const statuses = ['requested', 'accepted', 'received', 'refunded', 'refused', 'canceled'] as const;

export function Returns() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/returns', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.returns')}
      search={search}
      query={query}
      filters={[
        { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
      ]}
      columns={[
        {
          title: t('orders.number'),
          cell: ({ order, order_uuid }) => (
            <Link
              to="/orders/$order"
              params={{ order: order_uuid }}
              className="num font-medium text-accent hover:underline"
            >
              {order}
            </Link>
          ),
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        {
          title: t('returns.what'),
          className: 'min-w-48',
          cell: ({ lines, reason, refusal }) => (
            <>
              <p>{lines.map(({ name, quantity }) => `${quantity} × ${name}`).join(', ')}</p>
              <p className="text-sm text-muted">{[reason, refusal].filter(Boolean).join(' → ')}</p>
            </>
          ),
        },
        { title: t('returns.requested'), wide: true, right: true, cell: ({ date_created }) => ago(date_created) },
        { title: t('common.actions'), right: true, cell: (each) => <Actions each={each} /> },
      ]}
      rowKey={({ return_uuid }) => return_uuid}
      empty={{ title: t('returns.empty'), hint: t('returns.emptyHint') }}
    />
  );
}

const refusalSchema = z.object({ reason: z.string().trim().min(1) });

function Actions({ each: { return_uuid, status } }: { each: Return }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { path: { uuid: return_uuid } };
  const accept = api.useMutation('put', '/api/admin/returns/{uuid}/accepted');
  const refuse = api.useMutation('put', '/api/admin/returns/{uuid}/refused', { meta: { shown: true } });
  const receive = api.useMutation('put', '/api/admin/returns/{uuid}/received');
  const refund = api.useMutation('put', '/api/admin/returns/{uuid}/refunded');
  if (!can('write:returns')) return null;
  return (
    <span className="flex justify-end gap-1.5">
      {['requested', 'accepted', 'received'].includes(status) && (
        <FormDialog
          danger
          trigger={
            <Button size="sm" variant="ghost">
              {t('returns.refuse')}
            </Button>
          }
          title={t('returns.refuseTitle')}
          submit={t('returns.refuse')}
          schema={refusalSchema}
          defaults={{ reason: '' }}
          onSubmit={(body) => refuse.mutateAsync({ params, body })}
        >
          <TextArea name="reason" label={t('order.reason')} hint={t('order.reasonHint')} />
        </FormDialog>
      )}
      {status === 'requested' && (
        <Button size="sm" busy={accept.isPending} onClick={() => accept.mutate({ params })}>
          {t('returns.accept')}
        </Button>
      )}
      {status === 'accepted' && (
        <Confirm
          title={t('returns.receiveTitle')}
          description={t('returns.receiveHint')}
          action={t('returns.receive')}
          onConfirm={() => receive.mutate({ params, body: {} })}
        >
          <Button size="sm" busy={receive.isPending}>
            {t('returns.receive')}
          </Button>
        </Confirm>
      )}
      {status === 'received' && can('refund:orders') && (
        <Confirm
          title={t('returns.refundTitle')}
          description={t('returns.refundHint')}
          action={t('order.refund')}
          onConfirm={() => refund.mutate({ params, body: {} })}
        >
          <Button size="sm" busy={refund.isPending}>
            {t('order.refund')}
          </Button>
        </Confirm>
      )}
    </span>
  );
}
