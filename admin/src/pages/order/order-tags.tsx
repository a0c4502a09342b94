import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useCan } from '../../api/me';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { toast } from '../../ui/toast';
import type { Detail } from './use-order';

const path = '/api/admin/orders/{order_uuid}/tags/{tag}';

/** Words that staff give an order; adding and removing one take each other back. */
export function OrderTags({ order: { order_uuid, tags } }: { order: Detail }) {
  const { t } = useTranslation();
  const mayEdit = useCan()('write:orders');
  const put = api.useMutation('put', path);
  const remove = api.useMutation('delete', path);
  const params = (tag: string) => ({ params: { path: { order_uuid, tag } } });
  const add = async (tag: string) => {
    await put.mutateAsync(params(tag));
    toast.success(t('tags.added', { tag }), () => remove.mutateAsync(params(tag)));
  };
  const takeAway = async (tag: string) => {
    await remove.mutateAsync(params(tag));
    toast.success(t('tags.removed', { tag }), () => put.mutateAsync(params(tag)));
  };
  if (!mayEdit && tags.length === 0) return null;
  return (
    <ul className="flex flex-wrap items-center gap-1.5" aria-label={t('tags.title')}>
      {tags.map((tag) => (
        <li key={tag}>
          <Badge>
            {tag}
            {mayEdit && (
              <button
                type="button"
                className="-mr-1 ml-0.5 rounded-full p-0.5 hover:text-ink"
                aria-label={t('tags.remove', { tag })}
                onClick={() => void takeAway(tag).catch(() => undefined)}
              >
                <X className="size-3.5" aria-hidden />
              </button>
            )}
          </Badge>
        </li>
      ))}
      {mayEdit && (
        <li>
          <AddTag taken={tags} add={add} />
        </li>
      )}
    </ul>
  );
}

function AddTag({ taken, add }: { taken: string[]; add: (tag: string) => Promise<unknown> }) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const close = () => {
    setOpen(false);
    setText('');
  };
  if (!open)
    return (
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        {t('tags.add')}
      </Button>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const tag = text.trim().toLowerCase();
        // Open for the next one; what the shop refuses stays to be corrected.
        if (tag)
          add(tag).then(
            () => setText(''),
            () => undefined,
          );
      }}
    >
      <input
        aria-label={t('tags.add')}
        className="field w-56"
        list={id}
        maxLength={30}
        placeholder={t('tags.hint')}
        value={text}
        // It appears where the button was that asked for it.
        autoFocus
        onChange={({ target }) => setText(target.value)}
        onBlur={() => text || close()}
        onKeyDown={({ key }) => key === 'Escape' && close()}
      />
      <KnownTags id={id} without={taken} />
    </form>
  );
}

/** Suggestions for a field: tags of other orders. */
export function KnownTags({ id, without = [] }: { id: string; without?: string[] }) {
  const known = useKnownTags();
  return (
    <datalist id={id}>
      {known.flatMap((tag) => (without.includes(tag) ? [] : <option key={tag} value={tag} />))}
    </datalist>
  );
}

/** Tags of all orders, those of most orders first. */
export function useKnownTags(): string[] {
  const { data } = api.useQuery('get', '/api/admin/order-tags', { params: { query: { page_size: 100 } } });
  return data?.results.map(({ tag }) => tag) ?? [];
}
