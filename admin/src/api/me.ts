import { useSuspenseQuery } from '@tanstack/react-query';
import { errorOf } from './error';
import { authorizedFetch } from './session';

export interface Me {
  uuid: string;
  username: string;
  email: string;
  role: string;
  /** Such as `read:orders`. */
  permissions: string[];
}

const interim: Me = {
  uuid: '',
  username: 'admin',
  email: '',
  role: 'admin',
  permissions:
    'read:orders write:orders refund:orders write:shipments read:returns read:tickets write:tickets read:products write:products write:stock read:mails'.split(
      ' ',
    ),
};

export const meQuery = {
  queryKey: ['me'],
  queryFn: async (): Promise<Me> => {
    const response = await authorizedFetch(new Request('/api/admin/me'));
    if (response.status === 404) {
      const probe = await authorizedFetch(new Request('/api/admin/orders?page_size=1'));
      if (!probe.ok) throw await errorOf(probe);
      return interim;
    }
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as Me;
  },
  staleTime: 60_000,
};

export const useMe = (): Me => useSuspenseQuery(meQuery).data;

export function useCan(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
