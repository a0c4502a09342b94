import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { day } from '../lib/format';
import { Badge } from '../ui/badge';
import { ListPage, listQuery } from '../ui/list-page';
import { CustomerActions } from './customer/actions';

const route = getRouteApi('/shell/customers');

export function Customers() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/customers', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.customers')}
      search={search}
      query={query}
      filters={[
        { key: 'search', label: t('customers.search') },
        { key: 'disabled', label: t('common.status'), options: [['true', t('customers.disabled')]] },
      ]}
      columns={[
        {
          title: t('customers.account'),
          className: 'max-w-80',
          cell: ({ uuid, username, email }) => (
            <>
              <Link
                to="/customers/$customer"
                params={{ customer: uuid }}
                className="block truncate font-medium text-accent hover:underline"
              >
                {username}
              </Link>
              <p className="truncate text-sm text-muted">{email}</p>
            </>
          ),
        },
        { title: t('customer.name'), wide: true, cell: ({ first_name, last_name }) => `${first_name} ${last_name}` },
        { title: t('address.city'), wide: true, cell: ({ city }) => city },
        {
          title: t('customers.role'),
          cell: ({ role, disabled }) => (
            <span className="flex gap-1">
              {role !== 'customer' && <Badge tone="info">{role}</Badge>}
              {disabled && <Badge tone="bad">{t('customers.disabled')}</Badge>}
            </span>
          ),
        },
        { title: t('customers.since'), wide: true, right: true, cell: ({ created }) => day(created) },
        { title: t('common.actions'), right: true, cell: (customer) => <CustomerActions customer={customer} /> },
      ]}
      rowKey={({ uuid }) => uuid}
      onRow={({ uuid }) => void navigate({ to: '/customers/$customer', params: { customer: uuid } })}
      empty={{ title: t('customers.empty'), hint: t('customers.emptyHint') }}
    />
  );
}
