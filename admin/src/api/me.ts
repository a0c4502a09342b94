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

export const meQuery = {
  queryKey: ['me'],
  queryFn: async (): Promise<Me> => {
    const response = await authorizedFetch(new Request('/api/admin/me'));
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
