import { getRouteApi } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { download } from '../lib/download';
import { moment, shortMoment } from '../lib/format';
import { Button } from '../ui/button';
import { Facts } from '../ui/card';
import { Dialog } from '../ui/dialog';
import { ListPage, listQuery } from '../ui/list-page';

type Entry = Schemas['AuditRow'];

const route = getRouteApi('/shell/audit');
const kinds = ['order', 'product', 'customer', 'ticket', 'coupon', 'role', 'staff'] as const;

export function Audit() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Entry>();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/audit', { params: { query: listQuery(search) } });
  return (
    <>
      <ListPage
        title={t('nav.audit')}
        subtitle={t('audit.hint')}
        actions={
          <Button onClick={() => void download('/api/admin/audit.csv', 'audit.csv')}>
            <Download aria-hidden />
            CSV
          </Button>
        }
        search={search}
        query={query}
        filters={[
          { key: 'q', label: t('audit.search') },
          { key: 'kind', label: t('audit.kind'), options: kinds.map((kind) => [kind, t(`audit.kinds.${kind}`)]) },
        ]}
        columns={[
          { title: t('audit.at'), className: 'whitespace-nowrap', cell: ({ at }) => shortMoment(at) },
          {
            title: t('audit.who'),
            cell: ({ actor }) => (
              <>
                <p className="font-medium">{actor.username ?? '–'}</p>
                <p className="text-sm text-muted">{actor.role}</p>
              </>
            ),
          },
          {
            title: t('audit.action'),
            cell: (entry) => (
              <button
                type="button"
                className="font-mono text-sm text-accent hover:underline"
                onClick={() => setShown(entry)}
              >
                {entry.action}
              </button>
            ),
          },
          { title: t('audit.record'), wide: true, cell: ({ subject }) => subject.label || subject.kind },
        ]}
        rowKey={({ id }) => String(id)}
        onRow={setShown}
        empty={{ title: t('audit.empty'), hint: t('audit.emptyHint') }}
      />
      {shown && (
        <Dialog wide title={shown.action} open onOpenChange={(open) => !open && setShown(undefined)}>
          <Facts
            rows={[
              [t('audit.at'), moment(shown.at)],
              [t('audit.who'), [shown.actor.username, shown.actor.role].filter(Boolean).join(', ')],
              [t('audit.record'), [shown.subject.kind, shown.subject.label].filter(Boolean).join(' ')],
              [t('audit.address'), shown.address],
              [t('audit.request'), shown.request_id],
            ]}
          />
          <pre className="mt-4 overflow-x-auto rounded-lg bg-subtle p-3 font-mono text-sm" tabIndex={0}>
            {JSON.stringify(shown.changes, null, 2)}
          </pre>
        </Dialog>
      )}
    </>
  );
}
