import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button } from '../../ui/button';
import { TextArea } from '../../ui/field';
import { FormDialog } from '../../ui/form';

const schema = z.object({ text: z.string().trim().min(1) });

interface AnswerDialogProps {
  /** What was answered before. */
  answer: string | undefined;
  save: (body: { text: string }) => Promise<unknown>;
}

/** The shop's public answer to a review or a rating. */
export function AnswerDialog({ answer, save }: AnswerDialogProps) {
  const { t } = useTranslation();
  return (
    <FormDialog
      trigger={<Button size="sm">{t('reviews.answer')}</Button>}
      title={t('reviews.answerTitle')}
      description={t('reviews.answerHint')}
      submit={t('common.save')}
      schema={schema}
      defaults={{ text: answer ?? '' }}
      onSubmit={save}
    >
      <TextArea name="text" label={t('reviews.answer')} />
    </FormDialog>
  );
}
