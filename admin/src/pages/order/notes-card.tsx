import { Plus, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { draftOf } from '../../lib/draft';
import { useCan } from '../../api/me';
import { shortMoment } from '../../lib/format';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Confirm } from '../../ui/confirm';
import { Failure, Skeleton } from '../../ui/states';
import { toast } from '../../ui/toast';

/** What staff tell each other about an order, latest first. */
export function NotesCard({ order_uuid }: { order_uuid: string }) {
  const { t } = useTranslation();
  const mayWrite = useCan()('write:orders');
  const { data, error } = api.useQuery('get', '/api/admin/orders/{order_uuid}/notes', {
    params: { path: { order_uuid }, query: { page_size: 100 } },
  });
  if (!mayWrite && data?.results.length === 0) return null;
  return (
    <Card title={t('notes.title')}>
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton rows={2} />}
      <ul className="flex flex-col gap-3">
        {data?.results.map((note) => (
          <Note key={note.note_uuid} order_uuid={order_uuid} note={note} mayRemove={mayWrite} />
        ))}
      </ul>
      {mayWrite && <NewNote order_uuid={order_uuid} />}
    </Card>
  );
}

interface NoteProps {
  order_uuid: string;
  note: Schemas['OrderNoteDto'];
  mayRemove: boolean;
}

function Note({ order_uuid, note: { note_uuid, author, text, created }, mayRemove }: NoteProps) {
  const { t } = useTranslation();
  const { mutate } = api.useMutation('delete', '/api/admin/orders/{order_uuid}/notes/{note_uuid}', {
    onSuccess: () => toast.success(t('notes.removed')),
  });
  const name = author?.username ?? t('notes.nobody');
  const at = shortMoment(created);
  return (
    <li className="flex items-start gap-1 rounded-lg bg-warn-soft py-2 pr-1.5 pl-3">
      <div className="min-w-0 flex-1">
        <p className="break-words whitespace-pre-line">{text}</p>
        <p className="mt-0.5 text-sm text-muted">
          {name} · <time dateTime={created}>{at}</time>
        </p>
      </div>
      {mayRemove && (
        <Confirm
          title={t('notes.removeTitle')}
          description={t('notes.removeHint')}
          action={t('common.remove')}
          onConfirm={() => mutate({ params: { path: { order_uuid, note_uuid } } })}
        >
          <Button variant="ghost" size="icon" aria-label={t('notes.remove', { name, at })}>
            <Trash2 aria-hidden />
          </Button>
        </Confirm>
      )}
    </li>
  );
}

function NewNote({ order_uuid }: { order_uuid: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [{ text, key }, setDraft] = useState(() => draftOf(''));
  const { mutate, isPending } = api.useMutation('post', '/api/admin/orders/{order_uuid}/notes', {
    onSuccess: () => {
      setDraft(draftOf(''));
      toast.success(t('notes.added'));
    },
  });
  const save = () => {
    if (!text.trim() || isPending) return;
    mutate({ params: { path: { order_uuid }, header: { 'Idempotency-Key': key } }, body: { text: text.trim() } });
  };
  return (
    <div className="mt-3 flex flex-col gap-2 first:mt-0">
      <label htmlFor={id} className="sr-only">
        {t('notes.text')}
      </label>
      <textarea
        id={id}
        rows={2}
        maxLength={2000}
        className="field"
        placeholder={t('notes.hint')}
        value={text}
        onChange={({ target }) => setDraft(draftOf(target.value))}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) save();
        }}
      />
      <Button size="sm" className="self-end" disabled={!text.trim()} busy={isPending} onClick={save}>
        <Plus aria-hidden />
        {t('notes.add')}
      </Button>
    </div>
  );
}
