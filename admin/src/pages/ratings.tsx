import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { ago } from '../lib/format';
import { AnswerDialog } from '../ui/answer-dialog';
import { Status } from '../ui/badge';
import { Button } from '../ui/button';
import { ListPage, listQuery } from '../ui/list-page';
import { Stars } from '../ui/stars';

type Rating = Schemas['AdminStoreRating'];

const route = getRouteApi('/shell/ratings');
const statuses = ['published', 'hidden'] as const;

export function Ratings() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/store-ratings', {
    params: { query: listQuery(search) },
  });
  return (
    <ListPage
      title={t('nav.ratings')}
      search={search}
      query={query}
      filters={[
        { key: 'status', label: t('common.status'), options: statuses.map((value) => [value, t(`status.${value}`)]) },
        {
          key: 'rating',
          label: t('reviews.rating'),
          options: ['5', '4', '3', '2', '1'].map((value) => [value, value]),
        },
      ]}
      columns={[
        {
          title: t('reviews.rating'),
          className: 'min-w-64 py-3',
          cell: ({ rating, comment, author, answer, order, order_uuid }) => (
            <>
              <Stars rating={rating} />
              <p className="max-w-prose">{comment}</p>
              <p className="text-sm text-muted">
                {author} ·{' '}
                <Link to="/orders/$order" params={{ order: order_uuid }} className="hover:underline">
                  {order}
                </Link>
              </p>
              {answer && <p className="mt-1 border-l-2 border-accent pl-2 text-sm">{answer.text}</p>}
            </>
          ),
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        { title: t('reviews.written'), wide: true, right: true, cell: ({ date_created }) => ago(date_created) },
        { title: t('common.actions'), right: true, cell: (rating) => <Actions rating={rating} /> },
      ]}
      rowKey={({ rating_uuid }) => rating_uuid}
      empty={{ title: t('ratings.empty'), hint: t('ratings.emptyHint') }}
    />
  );
}

function Actions({ rating: { rating_uuid, status, answer } }: { rating: Rating }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { path: { uuid: rating_uuid } };
  const hide = api.useMutation('put', '/api/admin/store-ratings/{uuid}/hidden');
  const restore = api.useMutation('put', '/api/admin/store-ratings/{uuid}/restored');
  const reply = api.useMutation('put', '/api/admin/store-ratings/{uuid}/answer', { meta: { shown: true } });
  if (!can('write:ratings')) return null;
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      {status === 'hidden' ? (
        <Button size="sm" onClick={() => restore.mutate({ params })}>
          {t('reviews.restore')}
        </Button>
      ) : (
        <Button size="sm" variant="ghost" onClick={() => hide.mutate({ params })}>
          {t('reviews.hide')}
        </Button>
      )}
      <AnswerDialog answer={answer?.text} save={(body) => reply.mutateAsync({ params, body })} />
    </span>
  );
}
