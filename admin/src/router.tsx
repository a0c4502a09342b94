import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from './api/client';
import { asApiError } from './api/error';
import { meQuery } from './api/me';
import type { paths } from './api/schema';
import { whenSignedOut } from './api/session';
import { Shell } from './shell/shell';
import { Failure, Skeleton } from './ui/states';

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** Who lacks it sees that instead of the page. */
    permission?: string;
  }
}

type Listed = {
  [Path in keyof paths]: paths[Path]['get'] extends { parameters: { query?: infer Query } } ? Query : never;
};
/** Search parameters are those of the API's list, which refuses what it does not know. */
const searchOf =
  <Path extends keyof paths>(_list: Path) =>
  (search: Record<string, unknown>) =>
    search as NonNullable<Listed[Path]>;

const root = createRootRoute({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } =>
    typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {},
  component: lazyRouteComponent(() => import('./pages/sign-in'), 'SignIn'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    try {
      // Its first request renews the session, by the cookie.
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      // Without a token, the server answers 3002 or 3004.
      if (![3002, 3004].includes(asApiError(error).code)) throw error;
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } });
    }
  },
  component: Shell,
});

const page = <const Path extends string>(path: Path) => ({ getParentRoute: () => shell, path });

const routes = [
  createRoute({ ...page('/'), component: lazyRouteComponent(() => import('./pages/start'), 'Start') }),
  createRoute({
    ...page('/orders'),
    validateSearch: searchOf('/api/admin/orders'),
    staticData: { permission: 'read:orders' },
    component: lazyRouteComponent(() => import('./pages/orders'), 'Orders'),
  }),
  createRoute({
    ...page('/orders/$order'),
    staticData: { permission: 'read:orders' },
    component: lazyRouteComponent(() => import('./pages/order/order'), 'Order'),
  }),
  createRoute({
    ...page('/tickets'),
    validateSearch: searchOf('/api/admin/support/tickets'),
    staticData: { permission: 'read:tickets' },
    component: lazyRouteComponent(() => import('./pages/tickets'), 'Tickets'),
  }),
  createRoute({
    ...page('/tickets/$ticket'),
    staticData: { permission: 'read:tickets' },
    component: lazyRouteComponent(() => import('./pages/ticket'), 'Ticket'),
  }),
  createRoute({
    ...page('/products'),
    validateSearch: searchOf('/api/admin/products'),
    staticData: { permission: 'read:products' },
    component: lazyRouteComponent(() => import('./pages/products'), 'Products'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([signIn, shell.addChildren([...routes])]),
  basepath: '/admin',
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Skeleton rows={10} />,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  defaultNotFoundComponent: lazyRouteComponent(() => import('./pages/not-found'), 'NotFound'),
});

whenSignedOut(() => {
  queryClient.clear();
  void router.navigate({ to: '/sign-in' });
});
