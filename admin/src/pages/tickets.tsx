import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { ago } from '../lib/format';
import { Badge, Status } from '../ui/badge';
import { ListPage, listQuery } from '../ui/list-page';

const route = getRouteApi('/shell/tickets');
const statuses = ['open', 'waiting_staff', 'waiting_customer', 'solved', 'closed'] as const;

export function Tickets() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/support/tickets', {
    params: { query: listQuery(search) },
  });
  return (
    <ListPage
      title={t('nav.tickets')}
      search={search}
      query={query}
      filters={[
        { key: 'search', label: t('tickets.search') },
        { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
        {
          key: 'assignee',
          label: t('tickets.assignee'),
          options: [
            ['me', t('tickets.mine')],
            ['none', t('tickets.unassigned')],
          ],
        },
      ]}
      columns={[
        {
          title: t('tickets.subject'),
          cell: ({ ticket_uuid, subject, number }) => (
            <>
              <Link
                to="/tickets/$ticket"
                params={{ ticket: ticket_uuid }}
                className="font-medium text-accent underline-offset-2 hover:underline"
              >
                {subject}
              </Link>
              <p className="num text-sm text-muted">{number}</p>
            </>
          ),
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        {
          title: t('tickets.from'),
          wide: true,
          cell: ({ name, email }) => (
            <>
              <p className="truncate">{name}</p>
              <p className="truncate text-sm text-muted">{email}</p>
            </>
          ),
        },
        {
          title: t('tickets.assignee'),
          wide: true,
          cell: ({ assignee }) => assignee?.username ?? <span className="text-muted">{t('tickets.nobody')}</span>,
        },
        {
          title: t('tickets.waiting'),
          right: true,
          className: 'whitespace-nowrap',
          cell: ({ waiting, updated }) =>
            waiting ? <Badge tone="warn">{ago(waiting)}</Badge> : <span className="text-muted">{ago(updated)}</span>,
        },
      ]}
      rowKey={({ ticket_uuid }) => ticket_uuid}
      onRow={({ ticket_uuid }) => void navigate({ to: '/tickets/$ticket', params: { ticket: ticket_uuid } })}
      empty={{ title: t('tickets.empty'), hint: t('tickets.emptyHint') }}
    />
  );
}
