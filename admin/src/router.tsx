import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from './api/client';
import { needsSetUp } from './api/error';
import { meQuery, type Permission } from './api/me';
import type { paths } from './api/schema';
import { hasSession, whenSignedOut } from './api/session';
import { shopPath } from './lib/shop-path';
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

/** Where to go afterwards: a path of the dashboard, never another site. */
const nextOf = ({ next }: Record<string, unknown>): { next?: string } =>
  typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {};

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./pages/sign-in'), 'SignIn'),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  validateSearch: nextOf,
  beforeLoad: async () => {
    if (!(await hasSession())) throw redirect({ to: '/sign-in' });
  },
  component: lazyRouteComponent(() => import('./pages/account/set-up'), 'SetUp'),
});

const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  validateSearch: ({ token }: Record<string, unknown>): { token: string } => ({
    token: typeof token === 'string' ? token : '',
  }),
  component: lazyRouteComponent(() => import('./pages/join'), 'Join'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const search = location.pathname === '/' ? {} : { next: location.href };
    if (!(await hasSession())) throw redirect({ to: '/sign-in', search });
    await queryClient.ensureQueryData(meQuery).catch((error: unknown) => {
      throw needsSetUp(error) ? redirect({ to: '/set-up', search }) : error;
    });
  },
  component: Shell,
});

const page = <const Path extends string>(path: Path) => ({ getParentRoute: () => shell, path });
const needs = (permission: Permission) => ({ staticData: { permission } });

/** Each page is a file of its own, loaded when it is opened. */
const routes = [
  createRoute({ ...page('/'), component: lazyRouteComponent(() => import('./pages/start'), 'Start') }),
  createRoute({
    ...page('/orders'),
    ...needs('read:orders'),
    ...searchOf<'/api/admin/orders'>(),
    component: lazyRouteComponent(() => import('./pages/orders'), 'Orders'),
  }),
  createRoute({
    ...page('/orders/$order'),
    ...needs('read:orders'),
    component: lazyRouteComponent(() => import('./pages/order/order'), 'Order'),
  }),
  createRoute({
    ...page('/returns'),
    ...needs('read:returns'),
    ...searchOf<'/api/admin/returns'>(),
    component: lazyRouteComponent(() => import('./pages/returns'), 'Returns'),
  }),
  createRoute({
    ...page('/invoices'),
    ...needs('read:invoices'),
    ...searchOf<'/api/admin/invoices'>(),
    component: lazyRouteComponent(() => import('./pages/invoices'), 'Invoices'),
  }),
  createRoute({
    ...page('/payments'),
    ...needs('read:payments'),
    ...searchOf<'/api/admin/payments'>(),
    component: lazyRouteComponent(() => import('./pages/payments/payments'), 'Payments'),
  }),
  createRoute({
    ...page('/payments/refunds'),
    ...needs('read:payments'),
    ...searchOf<'/api/admin/refunds'>(),
    component: lazyRouteComponent(() => import('./pages/payments/refunds'), 'Refunds'),
  }),
  createRoute({
    ...page('/payments/disputes'),
    ...needs('read:payments'),
    ...searchOf<'/api/admin/disputes'>(),
    component: lazyRouteComponent(() => import('./pages/payments/disputes'), 'Disputes'),
  }),
  createRoute({
    ...page('/tickets'),
    ...needs('read:tickets'),
    ...searchOf<'/api/admin/support/tickets'>(),
    component: lazyRouteComponent(() => import('./pages/tickets'), 'Tickets'),
  }),
  createRoute({
    ...page('/tickets/$ticket'),
    ...needs('read:tickets'),
    component: lazyRouteComponent(() => import('./pages/ticket'), 'Ticket'),
  }),
  createRoute({
    ...page('/canned-answers'),
    ...needs('read:tickets'),
    ...searchOf<'/api/admin/support/canned-answers'>(),
    component: lazyRouteComponent(() => import('./pages/canned-answers'), 'CannedAnswers'),
  }),
  createRoute({
    ...page('/reviews'),
    ...needs('read:reviews'),
    ...searchOf<'/api/admin/reviews'>(),
    component: lazyRouteComponent(() => import('./pages/reviews/reviews'), 'Reviews'),
  }),
  createRoute({
    ...page('/ratings'),
    ...needs('read:ratings'),
    ...searchOf<'/api/admin/store-ratings'>(),
    component: lazyRouteComponent(() => import('./pages/reviews/ratings'), 'Ratings'),
  }),
  createRoute({
    ...page('/products'),
    ...needs('read:products'),
    ...searchOf<'/api/admin/products'>(),
    component: lazyRouteComponent(() => import('./pages/products'), 'Products'),
  }),
  createRoute({
    ...page('/products/new'),
    ...needs('write:products'),
    component: lazyRouteComponent(() => import('./pages/product/new-product'), 'NewProduct'),
  }),
  createRoute({
    ...page('/products/import'),
    ...needs('write:products'),
    component: lazyRouteComponent(() => import('./pages/import'), 'Import'),
  }),
  createRoute({
    ...page('/products/$product'),
    ...needs('read:products'),
    component: lazyRouteComponent(() => import('./pages/product/product'), 'Product'),
  }),
  createRoute({
    ...page('/categories'),
    ...needs('read:categories'),
    component: lazyRouteComponent(() => import('./pages/categories'), 'Categories'),
  }),
  createRoute({
    ...page('/brands'),
    ...needs('read:brands'),
    ...searchOf<'/api/admin/brands'>(),
    component: lazyRouteComponent(() => import('./pages/brands'), 'Brands'),
  }),
  createRoute({
    ...page('/coupons'),
    ...needs('read:coupons'),
    ...searchOf<'/api/admin/coupons'>(),
    component: lazyRouteComponent(() => import('./pages/coupons'), 'Coupons'),
  }),
  createRoute({
    ...page('/shipping'),
    ...needs('read:shipping'),
    ...searchOf<'/api/admin/shipping-methods'>(),
    component: lazyRouteComponent(() => import('./pages/shipping'), 'Shipping'),
  }),
  createRoute({
    ...page('/exchange-rates'),
    ...needs('read:exchange_rates'),
    ...searchOf<'/api/admin/exchange-rates'>(),
    component: lazyRouteComponent(() => import('./pages/exchange-rates'), 'ExchangeRates'),
  }),
  createRoute({
    ...page('/customers'),
    ...needs('read:customers'),
    ...searchOf<'/api/admin/customers'>(),
    component: lazyRouteComponent(() => import('./pages/customers'), 'Customers'),
  }),
  createRoute({
    ...page('/customers/$customer'),
    ...needs('read:customers'),
    component: lazyRouteComponent(() => import('./pages/customer/customer'), 'Customer'),
  }),
  createRoute({
    ...page('/mails'),
    ...needs('read:mails'),
    ...searchOf<'/api/admin/mails'>(),
    component: lazyRouteComponent(() => import('./pages/mails'), 'Mails'),
  }),
  createRoute({
    ...page('/jobs'),
    ...needs('read:jobs'),
    ...searchOf<'/api/admin/jobs'>(),
    component: lazyRouteComponent(() => import('./pages/jobs'), 'BackgroundJobs'),
  }),
  createRoute({
    ...page('/settings'),
    ...needs('read:settings'),
    component: lazyRouteComponent(() => import('./pages/settings'), 'Settings'),
  }),
  createRoute({
    ...page('/roles'),
    ...needs('read:roles'),
    component: lazyRouteComponent(() => import('./pages/roles'), 'Roles'),
  }),
  createRoute({
    ...page('/account'),
    component: lazyRouteComponent(() => import('./pages/account/account'), 'Account'),
  }),
  createRoute({
    ...page('/api-keys'),
    ...needs('read:api_keys'),
    ...searchOf<'/api/admin/api-keys'>(),
    component: lazyRouteComponent(() => import('./pages/api-keys'), 'ApiKeys'),
  }),
  createRoute({
    ...page('/analytics'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/sales'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/sales'), 'Sales'),
  }),
  createRoute({
    ...page('/analytics/funnel'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/funnel'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/funnel'), 'Funnel'),
  }),
  createRoute({
    ...page('/analytics/products'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/products'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/products'), 'ProductReport'),
  }),
  createRoute({
    ...page('/analytics/stock'),
    ...needs('read:analytics'),
    validateSearch: (search: Record<string, unknown>) => search as { level?: 'out' | 'low'; days?: number },
    component: lazyRouteComponent(() => import('./pages/analytics/stock'), 'StockReport'),
  }),
  createRoute({
    ...page('/analytics/searches'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/searches'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/searches'), 'Searches'),
  }),
  createRoute({
    ...page('/analytics/buckets'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/abandoned-buckets'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/buckets'), 'Buckets'),
  }),
  createRoute({
    ...page('/analytics/customers'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/repeat-customers'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/customers'), 'CustomerReport'),
  }),
  createRoute({
    ...page('/analytics/customers/segment'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/customers/segment'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/segment'), 'Segment'),
  }),
  createRoute({
    ...page('/analytics/cohorts'),
    ...needs('read:analytics'),
    validateSearch: (search: Record<string, unknown>) => search as { months?: number; show?: 'share' | 'gross' },
    component: lazyRouteComponent(() => import('./pages/analytics/cohorts'), 'Cohorts'),
  }),
  createRoute({
    ...page('/analytics/vat'),
    ...needs('read:analytics'),
    ...searchOf<'/api/admin/analytics/vat'>(),
    component: lazyRouteComponent(() => import('./pages/analytics/vat'), 'Vat'),
  }),
  createRoute({
    ...page('/staff'),
    ...needs('read:staff'),
    ...searchOf<'/api/admin/staff'>(),
    component: lazyRouteComponent(() => import('./pages/staff'), 'Staff'),
  }),
  createRoute({
    ...page('/audit'),
    ...needs('read:audit'),
    ...searchOf<'/api/admin/audit'>(),
    component: lazyRouteComponent(() => import('./pages/audit'), 'Audit'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([signIn, setUp, join, shell.addChildren([...routes])]),
  basepath: `${shopPath}/admin`,
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
