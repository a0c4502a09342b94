import { clsx } from 'clsx';
import { Send } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client, type Schemas } from '../api/client';
import { draftOf } from '../lib/draft';
import { Button } from '../ui/button';
import { toast } from '../ui/toast';

/** An answer, which is mailed, or a note, which only staff see. */
export function TicketReply({ ticket: { ticket_uuid } }: { ticket: Schemas['TicketAdminDetail'] }) {
  const { t } = useTranslation();
  const id = useId();
  const [kind, setKind] = useState<'answer' | 'note'>('answer');
  const [{ text, key }, setDraft] = useState(() => draftOf(''));
  const params = { path: { ticket_uuid }, header: { 'Idempotency-Key': key } };
  const options = {
    onSuccess: () => {
      setDraft(draftOf(''));
      toast.success(t(kind === 'answer' ? 'tickets.answered' : 'tickets.noted'));
    },
  };
  const answer = api.useMutation('post', '/api/admin/support/tickets/{ticket_uuid}/answer', options);
  const note = api.useMutation('post', '/api/admin/support/tickets/{ticket_uuid}/notes', options);
  const canned = api.useQuery('get', '/api/admin/support/canned-answers', { params: { query: { page_size: 100 } } });
  const send = () => (kind === 'answer' ? answer : note).mutate({ params, body: { text } });
  const insert = async (uuid: string) => {
    const { data } = await client.GET('/api/admin/support/tickets/{ticket_uuid}/canned-answers/{uuid}', {
      params: { path: { ticket_uuid, uuid } },
    });
    if (data) setDraft((before) => draftOf([before.text, data.text].filter(Boolean).join('\n\n')));
  };
  return (
    <section
      className={clsx('rounded-xl border border-line shadow-card', kind === 'note' ? 'bg-warn-soft' : 'bg-surface')}
    >
      <div
        className="flex flex-wrap items-center gap-1 border-b border-line px-3 py-1.5"
        role="group"
        aria-label={t('tickets.kind')}
      >
        {(['answer', 'note'] as const).map((name) => (
          <Button
            key={name}
            size="sm"
            variant="ghost"
            aria-pressed={kind === name}
            className={kind === name ? 'bg-subtle' : ''}
            onClick={() => {
              setKind(name);
              setDraft(draftOf(text));
            }}
          >
            {t(`tickets.${name}`)}
          </Button>
        ))}
        {kind === 'answer' && canned.data && canned.data.results.length > 0 && (
          <select
            className="field ml-auto w-auto max-w-full"
            aria-label={t('tickets.canned')}
            value=""
            onChange={({ target }) => void insert(target.value)}
          >
            <option value="">{t('tickets.canned')}</option>
            {canned.data.results.map(({ uuid, title }) => (
              <option key={uuid} value={uuid}>
                {title}
              </option>
            ))}
          </select>
        )}
      </div>
      <div className="p-3">
        <label htmlFor={id} className="sr-only">
          {t(`tickets.${kind}`)}
        </label>
        <textarea
          id={id}
          rows={5}
          className="field"
          placeholder={t(kind === 'answer' ? 'tickets.answerHint' : 'tickets.noteHint')}
          value={text}
          onChange={({ target }) => setDraft(draftOf(target.value))}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && text.trim()) send();
          }}
        />
        <div className="mt-2 flex justify-end">
          <Button variant="primary" disabled={!text.trim()} busy={answer.isPending || note.isPending} onClick={send}>
            <Send aria-hidden />
            {t(kind === 'answer' ? 'tickets.send' : 'tickets.saveNote')}
          </Button>
        </div>
      </div>
    </section>
  );
}
