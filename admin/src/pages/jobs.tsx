import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { ago, moment } from '../lib/format';
import { Badge, type Tone } from '../ui/badge';
import { Button } from '../ui/button';
import { Facts } from '../ui/card';
import { Confirm } from '../ui/confirm';
import { Dialog } from '../ui/dialog';
import { ListPage, listQuery } from '../ui/list-page';
import { toast } from '../ui/toast';

type Job = Schemas['JobRow'];

const route = getRouteApi('/shell/jobs');
const states = ['failed', 'retry', 'created', 'active', 'completed', 'cancelled'] as const;
const tones: Partial<Record<Job['state'], Tone>> = { failed: 'bad', retry: 'warn', active: 'info', completed: 'ok' };

export function BackgroundJobs() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Job>();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/jobs', { params: { query: listQuery(search) } });
  return (
    <>
      <ListPage
        title={t('nav.jobs')}
        subtitle={t('jobs.hint')}
        search={search}
        query={query}
        filters={[
          { key: 'name', label: t('jobs.nameFilter') },
          {
            key: 'state',
            label: t('common.status'),
            options: states.map((value) => [value, t(`jobs.states.${value}`)]),
          },
        ]}
        columns={[
          {
            title: t('jobs.name'),
            className: 'min-w-32',
            cell: (job) => (
              <>
                <button
                  type="button"
                  className="text-left font-medium text-accent hover:underline"
                  onClick={() => setShown(job)}
                >
                  {job.name}
                </button>
                {job.error && <p className="line-clamp-2 text-sm wrap-anywhere text-bad">{job.error}</p>}
              </>
            ),
          },
          { title: t('common.status'), cell: ({ state }) => <State value={state} /> },
          { title: t('mails.attempts'), wide: true, right: true, cell: ({ attempts }) => attempts },
          {
            title: t('jobs.created'),
            wide: true,
            right: true,
            className: 'whitespace-nowrap',
            cell: ({ created }) => <time dateTime={created}>{ago(created)}</time>,
          },
          { title: t('common.actions'), right: true, cell: (job) => <Actions job={job} /> },
        ]}
        rowKey={({ id }) => id}
        onRow={setShown}
        empty={{ title: t('jobs.empty'), hint: t('jobs.emptyHint') }}
      />
      {shown && <Detail job={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function State({ value }: { value: Job['state'] }) {
  const { t } = useTranslation();
  return <Badge tone={tones[value] ?? 'neutral'}>{t(`jobs.states.${value}`)}</Badge>;
}

function Actions({ job: { id, name, state } }: { job: Job }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { path: { id } };
  const retry = api.useMutation('post', '/api/admin/jobs/{id}/retry', {
    onSuccess: () => toast.success(t('jobs.retried')),
  });
  const cancel = api.useMutation('delete', '/api/admin/jobs/{id}', {
    onSuccess: () => toast.success(t('jobs.canceled')),
  });
  if (!can('write:jobs')) return null;
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      {state === 'failed' && (
        <Confirm
          title={t('jobs.retryTitle', { name })}
          description={t('jobs.retryHint')}
          action={t('common.retry')}
          onConfirm={() => retry.mutate({ params })}
        >
          <Button size="sm" busy={retry.isPending}>
            {t('common.retry')}
          </Button>
        </Confirm>
      )}
      {['failed', 'created', 'retry'].includes(state) && (
        <Confirm
          title={t('jobs.cancelTitle', { name })}
          description={t('jobs.cancelHint')}
          action={t('jobs.cancel')}
          onConfirm={() => cancel.mutate({ params })}
        >
          <Button size="sm" variant="ghost" busy={cancel.isPending}>
            {t('jobs.cancel')}
          </Button>
        </Confirm>
      )}
    </span>
  );
}

function Detail({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t } = useTranslation();
  const { name, state, attempts, error, created, due, started, completed, records } = job;
  return (
    <Dialog title={name} open onOpenChange={(open) => !open && onClose()}>
      <Facts
        rows={[
          [t('common.status'), <State value={state} />],
          [t('mails.attempts'), attempts],
          [t('jobs.created'), moment(created)],
          [t('jobs.due'), due && moment(due)],
          [t('jobs.started'), started && moment(started)],
          [t('jobs.completed'), completed && moment(completed)],
        ]}
      />
      {error && <p className="mt-4 rounded-lg bg-bad-soft p-3 break-words text-bad">{error}</p>}
      <h3 className="mt-4 mb-1 text-sm font-medium text-muted">{t('jobs.records')}</h3>
      <pre className="overflow-x-auto rounded-lg bg-subtle p-3 font-mono text-sm" tabIndex={0}>
        {JSON.stringify(records, null, 2)}
      </pre>
    </Dialog>
  );
}
