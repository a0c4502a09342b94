import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { changed } from '../lib/changed';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { TextArea, TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';
import { toast } from '../ui/toast';

type CannedAnswer = Schemas['CannedAnswerDto'];

const route = getRouteApi('/shell/canned-answers');

export function CannedAnswers() {
  const { t } = useTranslation();
  const mayWrite = useCan()('write:tickets');
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/support/canned-answers', {
    params: { query: listQuery(search) },
  });
  return (
    <ListPage
      title={t('nav.cannedAnswers')}
      subtitle={t('canned.hint')}
      actions={
        mayWrite && (
          <CannedDialog>
            <Button variant="primary">
              <Plus aria-hidden />
              {t('canned.add')}
            </Button>
          </CannedDialog>
        )
      }
      search={search}
      query={query}
      columns={[
        {
          title: t('canned.title'),
          className: 'w-full max-w-0 py-2',
          cell: ({ title, text }) => (
            <>
              <p className="truncate font-medium">{title}</p>
              <p className="truncate text-sm text-muted">{text}</p>
            </>
          ),
        },
        { title: t('common.actions'), right: true, cell: (answer) => mayWrite && <Actions answer={answer} /> },
      ]}
      rowKey={({ uuid }) => uuid}
      empty={{ title: t('canned.empty'), hint: t('canned.emptyHint') }}
    />
  );
}

function Actions({ answer }: { answer: CannedAnswer }) {
  const { t } = useTranslation();
  const remove = api.useMutation('delete', '/api/admin/support/canned-answers/{uuid}');
  return (
    <span className="flex justify-end gap-1.5">
      <CannedDialog answer={answer}>
        <Button size="sm">{t('common.edit')}</Button>
      </CannedDialog>
      <Confirm
        title={t('common.removeTitle', { name: answer.title })}
        description={t('common.cannotUndo')}
        action={t('common.remove')}
        onConfirm={() => remove.mutate({ params: { path: { uuid: answer.uuid } } })}
      >
        <Button size="sm" variant="ghost">
          {t('common.remove')}
        </Button>
      </Confirm>
    </span>
  );
}

interface CannedDialogProps {
  answer?: CannedAnswer;
  children: ReactElement<{ onClick?: () => void }>;
}

function CannedDialog({ answer, children }: CannedDialogProps) {
  const { t } = useTranslation();
  const meta = { meta: { shown: true } };
  const create = api.useMutation('post', '/api/admin/support/canned-answers', meta);
  const change = api.useMutation('put', '/api/admin/support/canned-answers/{uuid}', meta);
  const required = z.string().trim().min(1, t('form.required'));
  // Shown as they are written.
  const placeholders = { first_name: '{{first_name}}', number: '{{number}}' };
  return (
    <FormDialog
      wide
      trigger={children}
      title={answer ? answer.title : t('canned.add')}
      submit={t('common.save')}
      schema={z.object({ title: required, text: required })}
      defaults={{ title: answer?.title ?? '', text: answer?.text ?? '' }}
      onSubmit={async (body, _key, shown) => {
        const bodyOf = (values: typeof body) => values;
        if (answer)
          await change.mutateAsync({ params: { path: { uuid: answer.uuid } }, body: changed(bodyOf, body, shown) });
        else await create.mutateAsync({ body });
        toast.success(t('common.saved'));
      }}
    >
      <TextField name="title" label={t('canned.title')} maxLength={100} />
      <TextArea name="text" label={t('canned.text')} hint={t('canned.textHint', placeholders)} rows={10} />
    </FormDialog>
  );
}
