import { useQuery } from '@tanstack/react-query';
import { client, type Schemas } from './client';
import { type Permission, useCan } from './me';

interface Lists {
  '/api/admin/categories': Schemas['AdminCategory'];
  '/api/admin/brands': Schemas['CatalogRef'];
}
const permissions: Record<keyof Lists, Permission> = {
  '/api/admin/categories': 'read:categories',
  '/api/admin/brands': 'read:brands',
};

/** All rows, for choices and trees: these lists are short. */
async function wholeList<Path extends keyof Lists>(path: Path): Promise<Lists[Path][]> {
  const rows: Lists[Path][] = [];
  for (let page = 1; ; page++) {
    const { data } = await client.GET(path as '/api/admin/categories', { params: { query: { page, page_size: 100 } } });
    rows.push(...((data?.results ?? []) as Lists[Path][]));
    if (!data?.next) return rows;
  }
}

export function useWholeList<Path extends keyof Lists>(path: Path) {
  const can = useCan();
  return useQuery({ queryKey: ['whole', path], queryFn: () => wholeList(path), enabled: can(permissions[path]) });
}

export type Category = Schemas['AdminCategory'];
export interface Branch {
  category: Category;
  /** Categories above it. */
  depth: number;
}

/** As a tree is read: each category is followed by those below it. */
export function treeOf(categories: readonly Category[]): Branch[] {
  const below = Map.groupBy(categories, ({ parent }) => parent);
  const branches = (parent: string | null, depth: number): Branch[] =>
    (below.get(parent) ?? []).flatMap((category) => [{ category, depth }, ...branches(category.uuid, depth + 1)]);
  return branches(null, 0);
}

/** How a category stands in a choice. */
export const indented = ({ category, depth }: Branch): string => `${'\u2003'.repeat(depth)}${category.name}`;
