import { House, LifeBuoy, type LucideIcon, Package, ShoppingBag } from 'lucide-react';

import type { Permission } from '../api/me';

interface Entry {
  to: '/' | '/orders' | '/tickets' | '/products';
  icon: LucideIcon;
  /** Of `nav` in the texts. */
  name: 'start' | 'orders' | 'tickets' | 'products';
  permission?: Permission;
}

/** The side menu, by group. */
export const navigation: { group?: 'sales' | 'service' | 'catalog' | 'shop'; entries: Entry[] }[] = [
  { entries: [{ to: '/', icon: House, name: 'start' }] },
  { group: 'sales', entries: [{ to: '/orders', icon: ShoppingBag, name: 'orders', permission: 'read:orders' }] },
  { group: 'service', entries: [{ to: '/tickets', icon: LifeBuoy, name: 'tickets', permission: 'read:tickets' }] },
  { group: 'catalog', entries: [{ to: '/products', icon: Package, name: 'products', permission: 'read:products' }] },
];
