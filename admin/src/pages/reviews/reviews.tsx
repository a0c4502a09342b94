import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';
import { listQuery } from '../../ui/list-page';
import { ModeratedList, type Moderation } from './moderated-list';

const route = getRouteApi('/shell/reviews');
const statuses = ['pending', 'published', 'hidden'] as const;

export function Reviews() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/reviews', { params: { query: listQuery(search) } });
  const moderation = useModeration();
  return (
    <ModeratedList
      title={t('nav.reviews')}
      search={search}
      query={query}
      statuses={statuses}
      text={({ title, text, author, product }) => ({ title, text, by: `${author} · ${product.name}` })}
      moderation={can('write:reviews') ? moderation : undefined}
      rowKey={({ review_uuid }) => review_uuid}
      empty={{ title: t('reviews.empty'), hint: t('reviews.emptyHint') }}
    />
  );
}

function useModeration(): (review: Schemas['AdminReview']) => Moderation {
  const approve = api.useMutation('put', '/api/admin/reviews/{uuid}/approved');
  const hide = api.useMutation('put', '/api/admin/reviews/{uuid}/hidden');
  const restore = api.useMutation('put', '/api/admin/reviews/{uuid}/restored');
  const answer = api.useMutation('put', '/api/admin/reviews/{uuid}/answer', { meta: { shown: true } });
  const withdraw = api.useMutation('delete', '/api/admin/reviews/{uuid}/answer');
  return ({ review_uuid, date_edited }) => {
    const params = { path: { uuid: review_uuid } };
    return {
      approve: () => approve.mutateAsync({ params, body: { date_edited } }),
      hide: () => hide.mutateAsync({ params }),
      restore: () => restore.mutateAsync({ params }),
      answer: (text) => answer.mutateAsync({ params, body: { text } }),
      withdrawAnswer: () => withdraw.mutateAsync({ params }),
    };
  };
}
