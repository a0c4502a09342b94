import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import type { Change, PasteColumn } from './pasted';

export type Saved = 'saved' | { error: unknown };
type Values = Partial<Record<PasteColumn, string>>;

/** Names and prices in one request, then the stock of each product: a count is a movement of its own. */
export function useSavePasted() {
  const { t } = useTranslation();
  const meta = { meta: { shown: true } };
  const { mutateAsync: change } = api.useMutation('post', '/api/admin/products/bulk', meta);
  const { mutateAsync: count } = api.useMutation('put', '/api/admin/products/{uuid}/stock', meta);
  const changeAll = async (rows: Schemas['ProductBulkInput']['rows']): Promise<[string, Saved][]> => {
    if (rows.length === 0) return [];
    const all = (result: (at: number) => Saved) => rows.map(({ uuid = '' }, at): [string, Saved] => [uuid, result(at)]);
    return change({ body: { rows } }).then(
      ({ results }) => all((at) => (results[at]?.error ? { error: results[at].error } : 'saved')),
      (error: unknown) => all(() => ({ error })),
    );
  };
  return async (changes: ReadonlyMap<string, Change[]>): Promise<Map<string, Saved>> => {
    const products = [...changes].map(([uuid, its]) => {
      const values: Values = Object.fromEntries(its.map(({ column, after }) => [column, after]));
      const { stock, ...rest } = values;
      return { uuid, stock, rest };
    });
    const named = products.filter(({ rest }) => Object.keys(rest).length > 0);
    const saved = new Map(await changeAll(named.map(({ uuid, rest }) => ({ uuid, changes: rest }))));
    for (const { uuid, stock } of products) {
      if (stock === undefined || (saved.get(uuid) ?? 'saved') !== 'saved') continue;
      const body = { stock: Number(stock), reason: t('paste.reason') };
      const result = count({ params: { path: { uuid } }, body }).then(
        () => 'saved' as const,
        (error: unknown) => ({ error }),
      );
      saved.set(uuid, await result);
    }
    return saved;
  };
}
