import { useSuspenseQuery } from '@tanstack/react-query';
import type { Schemas } from './client';
import { errorOf } from './error';
import { shopPath } from '../lib/shop-path';
import { authorizedFetch } from './session';

export type Me = Schemas['StaffMe'];
export type Permission = Me['permissions'][number];

export const meQuery = {
  queryKey: ['me'],
  queryFn: async (): Promise<Me> => {
    const response = await authorizedFetch(new Request(`${shopPath}/api/admin/me`));
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as Me;
  },
  staleTime: 60_000,
};

export const useMe = (): Me => useSuspenseQuery(meQuery).data;

export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
