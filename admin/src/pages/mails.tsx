import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useCan } from '../api/me';
import { ago, moment } from '../lib/format';
import { Status } from '../ui/badge';
import { Button } from '../ui/button';
import { Facts } from '../ui/card';
import { Dialog } from '../ui/dialog';
import { ListPage, listQuery } from '../ui/list-page';
import { Failure, Skeleton } from '../ui/states';

const route = getRouteApi('/shell/mails');
const statuses = ['queued', 'sent', 'stored', 'held', 'failed'] as const;

export function Mails() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string>();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/mails', { params: { query: listQuery(search) } });
  return (
    <>
      <ListPage
        title={t('nav.mails')}
        search={search}
        query={query}
        filters={[
          { key: 'recipient', label: t('mails.recipient') },
          { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
        ]}
        columns={[
          {
            title: t('mails.subject'),
            cell: ({ uuid, subject, last_error }) => (
              <>
                <button
                  type="button"
                  className="text-left font-medium text-accent hover:underline"
                  onClick={() => setShown(uuid)}
                >
                  {subject}
                </button>
                {last_error && <p className="text-sm text-bad">{last_error}</p>}
              </>
            ),
          },
          { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
          { title: t('mails.recipient'), wide: true, cell: ({ recipient }) => recipient },
          { title: t('mails.written'), right: true, cell: ({ created }) => ago(created) },
        ]}
        rowKey={({ uuid }) => uuid}
        onRow={({ uuid }) => setShown(uuid)}
        empty={{ title: t('mails.empty'), hint: t('mails.emptyHint') }}
      />
      {shown && <Mail uuid={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function Mail({ uuid, onClose }: { uuid: string; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { path: { uuid } };
  const { data, error } = api.useQuery('get', '/api/admin/mails/{uuid}', { params });
  const retry = api.useMutation('post', '/api/admin/mails/{uuid}/retry', { onSuccess: onClose });
  return (
    <Dialog title={data?.subject ?? t('common.loading')} open onOpenChange={(open) => !open && onClose()}>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton rows={6} />}
      {data && (
        <div className="flex flex-col gap-4">
          <Facts
            rows={[
              [t('mails.recipient'), data.recipient],
              [t('common.status'), <Status value={data.status} />],
              [t('mails.attempts'), data.attempts],
              [t('mails.sent'), data.sent && moment(data.sent)],
              [t('mails.error'), data.last_error],
            ]}
          />
          <p className="max-h-80 overflow-y-auto rounded-lg bg-subtle p-3 text-sm whitespace-pre-wrap" tabIndex={0}>
            {data.text ?? t('mails.erased')}
          </p>
          {(data.status === 'failed' || data.status === 'held') && can('write:mails') && (
            <Button variant="primary" busy={retry.isPending} onClick={() => retry.mutate({ params })}>
              {t('mails.retry')}
            </Button>
          )}
        </div>
      )}
    </Dialog>
  );
}
