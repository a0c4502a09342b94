import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { ago } from '../lib/format';
import { AnswerDialog } from '../ui/answer-dialog';
import { Status } from '../ui/badge';
import { Button } from '../ui/button';
import { ListPage, listQuery } from '../ui/list-page';
import { Stars } from '../ui/stars';

type Review = Schemas['AdminReview'];

const route = getRouteApi('/shell/reviews');
const statuses = ['pending', 'published', 'hidden'] as const;

export function Reviews() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/reviews', { params: { query: listQuery(search) } });
  return (
    <ListPage
      title={t('nav.reviews')}
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
          title: t('reviews.review'),
          className: 'min-w-64 py-3',
          cell: ({ rating, title, text, author, answer, product }) => (
            <>
              <p className="flex flex-wrap gap-x-2">
                <Stars rating={rating} /> <strong className="font-semibold">{title}</strong>
              </p>
              <p className="max-w-prose">{text}</p>
              <p className="text-sm text-muted">
                {author} · {product.name}
              </p>
              {answer && <p className="mt-1 border-l-2 border-accent pl-2 text-sm">{answer.text}</p>}
            </>
          ),
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        { title: t('reviews.written'), wide: true, right: true, cell: ({ date_created }) => ago(date_created) },
        { title: t('common.actions'), right: true, cell: (review) => <Actions review={review} /> },
      ]}
      rowKey={({ review_uuid }) => review_uuid}
      empty={{ title: t('reviews.empty'), hint: t('reviews.emptyHint') }}
    />
  );
}

function Actions({ review: { review_uuid, status, answer } }: { review: Review }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { path: { uuid: review_uuid } };
  const approve = api.useMutation('put', '/api/admin/reviews/{uuid}/approved');
  const hide = api.useMutation('put', '/api/admin/reviews/{uuid}/hidden');
  const restore = api.useMutation('put', '/api/admin/reviews/{uuid}/restored');
  const reply = api.useMutation('put', '/api/admin/reviews/{uuid}/answer', { meta: { shown: true } });
  if (!can('write:reviews')) return null;
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      {status === 'pending' && (
        <Button size="sm" onClick={() => approve.mutate({ params })}>
          {t('reviews.approve')}
        </Button>
      )}
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
