import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from './api/client';
import { meQuery, type Permission } from './api/me';
import type { paths } from './api/schema';
import { hasSession, whenSignedOut } from './api/session';
import { Shell } from './shell/shell';
import { Failure, Skeleton } from './ui/states';

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** Who lacks it sees that instead of the page. */
    permission?: Permission;
  }
}

type Listed = {
  [Path in keyof paths]: paths[Path]['get'] extends { parameters: { query?: infer Query } } ? Query : never;
};
/** Search parameters are those of the API's list, which refuses what it does not know. */
const searchOf = <Path extends keyof paths>() => ({
  validateSearch: (search: Record<string, unknown>) => search as NonNullable<Listed[Path]>,
});

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
    const search = location.pathname === '/' ? {} : { next: location.href };
    if (!(await hasSession())) throw redirect({ to: '/sign-in', search });
    await queryClient.ensureQueryData(meQuery);
  },
  component: Shell,
});

const page = <const Path extends string>(path: Path) => ({ getParentRoute: () => shell, path });

const routes = [
  createRoute({ ...page('/'), component: lazyRouteComponent(() => import('./pages/start'), 'Start') }),
  createRoute({
    ...page('/orders'),
    ...searchOf<'/api/admin/orders'>(),
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
    ...searchOf<'/api/admin/support/tickets'>(),
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
    ...searchOf<'/api/admin/products'>(),
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
