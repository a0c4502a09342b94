import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import createFetchClient from 'openapi-fetch';
import createClient from 'openapi-react-query';
import { errorText } from '../i18n/error-text';
import { shopPath } from '../lib/shop-path';
import { toast } from '../ui/toast';
import { asApiError } from './error';
import type { components, paths } from './schema';
import { authorizedFetch } from './session';

export const client = createFetchClient<paths>({ baseUrl: location.origin + shopPath, fetch: authorizedFetch });
/** Hooks by path: `api.useQuery('get', '/api/admin/orders', …)`. */
export const api = createClient(client);

export type Schemas = components['schemas'];

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What the server refuses, it refuses again.
      retry: (failures, error) => failures < 2 && asApiError(error).code >= 5000,
    },
  },
  queryCache: new QueryCache(),
  mutationCache: new MutationCache({
    // A change may show in any list: what is on screen is asked again.
    onSuccess: () => queryClient.invalidateQueries(),
    onError: (error, _variables, _context, mutation) => {
      if (!mutation.meta?.['shown']) toast.error(errorText(error));
    },
  }),
});
