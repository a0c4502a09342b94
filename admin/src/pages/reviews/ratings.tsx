import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';
import { listQuery } from '../../ui/list-page';
import { ModeratedList, type Moderation } from './moderated-list';

const route = getRouteApi('/shell/ratings');
const statuses = ['published', 'hidden'] as const;

export function Ratings() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/store-ratings', {
    params: { query: listQuery(search) },
  });
  const moderation = useModeration();
  return (
    <ModeratedList
      title={t('nav.ratings')}
      search={search}
      query={query}
      statuses={statuses}
      text={({ comment, author, order, order_uuid }) => ({
        text: comment,
        by: (
          <>
            {author} ·{' '}
            <Link to="/orders/$order" params={{ order: order_uuid }} className="hover:underline">
              {order}
            </Link>
          </>
        ),
      })}
      moderation={can('write:ratings') ? moderation : undefined}
      rowKey={({ rating_uuid }) => rating_uuid}
      empty={{ title: t('ratings.empty'), hint: t('ratings.emptyHint') }}
    />
  );
}

function useModeration(): (rating: Schemas['AdminStoreRating']) => Moderation {
  const hide = api.useMutation('put', '/api/admin/store-ratings/{uuid}/hidden');
  const restore = api.useMutation('put', '/api/admin/store-ratings/{uuid}/restored');
  const answer = api.useMutation('put', '/api/admin/store-ratings/{uuid}/answer', { meta: { shown: true } });
  const withdraw = api.useMutation('delete', '/api/admin/store-ratings/{uuid}/answer');
  return ({ rating_uuid }) => {
    const params = { path: { uuid: rating_uuid } };
    return {
      hide: () => hide.mutateAsync({ params }),
      restore: () => restore.mutateAsync({ params }),
      answer: (text) => answer.mutateAsync({ params, body: { text } }),
      withdrawAnswer: () => withdraw.mutateAsync({ params }),
    };
  };
}
