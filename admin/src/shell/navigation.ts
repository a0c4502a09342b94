import {
  ChartColumn,
  Coins,
  CreditCard,
  FileText,
  FolderTree,
  History,
  House,
  KeyRound,
  LifeBuoy,
  ListChecks,
  type LucideIcon,
  Mail,
  MessageSquareQuote,
  MessageSquareText,
  Package,
  Settings2,
  ShieldCheck,
  ShoppingBag,
  Star,
  Tag,
  TicketPercent,
  Truck,
  Undo2,
  Upload,
  Users,
  UsersRound,
} from 'lucide-react';
import type { Permission } from '../api/me';

interface Entry {
  to:
    | '/'
    | '/orders'
    | '/analytics'
    | '/returns'
    | '/invoices'
    | '/payments'
    | '/tickets'
    | '/canned-answers'
    | '/reviews'
    | '/ratings'
    | '/products'
    | '/products/import'
    | '/categories'
    | '/brands'
    | '/coupons'
    | '/shipping'
    | '/exchange-rates'
    | '/customers'
    | '/mails'
    | '/jobs'
    | '/settings'
    | '/staff'
    | '/roles'
    | '/audit'
    | '/api-keys';
  icon: LucideIcon;
  /** Of `nav` in the texts. */
  name:
    | 'start'
    | 'orders'
    | 'analytics'
    | 'returns'
    | 'invoices'
    | 'payments'
    | 'tickets'
    | 'cannedAnswers'
    | 'reviews'
    | 'ratings'
    | 'products'
    | 'import'
    | 'categories'
    | 'brands'
    | 'coupons'
    | 'shipping'
    | 'exchangeRates'
    | 'customers'
    | 'mails'
    | 'jobs'
    | 'settings'
    | 'staff'
    | 'roles'
    | 'audit'
    | 'apiKeys';
  permission?: Permission;
}

/** The side menu, by group. */
export const navigation: { group?: 'sales' | 'service' | 'catalog' | 'shop'; entries: Entry[] }[] = [
  { entries: [{ to: '/', icon: House, name: 'start' }] },
  {
    group: 'sales',
    entries: [
      { to: '/orders', icon: ShoppingBag, name: 'orders', permission: 'read:orders' },
      { to: '/returns', icon: Undo2, name: 'returns', permission: 'read:returns' },
      { to: '/analytics', icon: ChartColumn, name: 'analytics', permission: 'read:analytics' },
      { to: '/payments', icon: CreditCard, name: 'payments', permission: 'read:payments' },
      { to: '/invoices', icon: FileText, name: 'invoices', permission: 'read:invoices' },
    ],
  },
  {
    group: 'service',
    entries: [
      { to: '/tickets', icon: LifeBuoy, name: 'tickets', permission: 'read:tickets' },
      { to: '/canned-answers', icon: MessageSquareText, name: 'cannedAnswers', permission: 'read:tickets' },
      { to: '/customers', icon: Users, name: 'customers', permission: 'read:customers' },
      { to: '/reviews', icon: Star, name: 'reviews', permission: 'read:reviews' },
      { to: '/ratings', icon: MessageSquareQuote, name: 'ratings', permission: 'read:ratings' },
    ],
  },
  {
    group: 'catalog',
    entries: [
      { to: '/products', icon: Package, name: 'products', permission: 'read:products' },
      { to: '/products/import', icon: Upload, name: 'import', permission: 'write:products' },
      { to: '/categories', icon: FolderTree, name: 'categories', permission: 'read:categories' },
      { to: '/brands', icon: Tag, name: 'brands', permission: 'read:brands' },
      { to: '/coupons', icon: TicketPercent, name: 'coupons', permission: 'read:coupons' },
    ],
  },
  {
    group: 'shop',
    entries: [
      { to: '/shipping', icon: Truck, name: 'shipping', permission: 'read:shipping' },
      { to: '/exchange-rates', icon: Coins, name: 'exchangeRates', permission: 'read:exchange_rates' },
      { to: '/mails', icon: Mail, name: 'mails', permission: 'read:mails' },
      { to: '/jobs', icon: ListChecks, name: 'jobs', permission: 'read:jobs' },
      { to: '/settings', icon: Settings2, name: 'settings', permission: 'read:settings' },
      { to: '/staff', icon: UsersRound, name: 'staff', permission: 'read:staff' },
      { to: '/roles', icon: ShieldCheck, name: 'roles', permission: 'read:roles' },
      { to: '/api-keys', icon: KeyRound, name: 'apiKeys', permission: 'read:api_keys' },
      { to: '/audit', icon: History, name: 'audit', permission: 'read:audit' },
    ],
  },
];
