import { zodResolver } from '@hookform/resolvers/zod';
import { clsx } from 'clsx';
import { CircleAlert } from 'lucide-react';
import { type ReactElement, type ReactNode, cloneElement, useState } from 'react';
import { type DefaultValues, type FieldValues, FormProvider, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { v4 } from 'uuid';
import { config, type ZodType } from 'zod';
import { asApiError, fieldErrors } from '../api/error';
import { errorText } from '../i18n/error-text';
import { Button } from './button';
import { Dialog } from './dialog';

// Compiled checks would need `unsafe-eval` in the Content Security Policy.
config({ jitless: true });

interface FormProps<Values extends FieldValues> {
  schema: ZodType<Values, Values>;
  defaults: DefaultValues<NoInfer<Values>>;
  submit: string;
  danger?: boolean;
  /** On a long page: the button stays in sight. */
  sticky?: boolean;
  /** For those who may only look. */
  readOnly?: boolean;
  /**
   * The key is the same for each try of one opened form: what was done although its answer was lost is not done again.
   * `shown` are the values it was opened with, see `changed`.
   */
  onSubmit: (values: NoInfer<Values>, idempotencyKey: string, shown: NoInfer<Values>) => Promise<unknown>;
  onCancel?: () => void;
  children: ReactNode;
}

/** Checks by `schema`; what the server refuses stands at its field, or above the buttons. */
export function Form<Values extends FieldValues>(props: FormProps<Values>) {
  const { schema, defaults, submit, danger, sticky, readOnly, onSubmit, onCancel, children } = props;
  const { t } = useTranslation();
  const form = useForm<Values>({ resolver: zodResolver(schema) as never, defaultValues: defaults });
  // Not of `crypto`, which has it over HTTPS only.
  const [key] = useState(() => v4());
  const [shown] = useState(defaults);
  const { errors, isSubmitting } = form.formState;
  const send = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values, key, shown as Values);
    } catch (thrown) {
      const error = asApiError(thrown);
      const byField = Object.entries(fieldErrors(error)).filter(([field]) => field in form.getValues());
      byField.forEach(([field, message], at) => form.setError(field as never, { message }, { shouldFocus: at === 0 }));
      if (byField.length === 0) form.setError('root', { message: errorText(error) });
    }
  });
  return (
    <FormProvider {...form}>
      <form onSubmit={(event) => void send(event)} noValidate className="flex flex-col gap-3.5">
        <fieldset disabled={readOnly} className="contents">
          {children}
        </fieldset>
        {!readOnly && (
          <div
            data-sticky={sticky}
            className={clsx(
              'flex flex-col gap-3.5',
              sticky && 'sticky bottom-0 -mx-4 border-t border-line bg-canvas px-4 pt-2 pb-3 md:-mx-6 md:px-6',
            )}
          >
            {errors.root && (
              <p role="alert" className="flex gap-2 rounded-lg bg-bad-soft px-3 py-2 text-bad">
                <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
                {errors.root.message}
              </p>
            )}
            <div className="mt-1 flex justify-end gap-2">
              {onCancel && <Button onClick={onCancel}>{t('common.back')}</Button>}
              <Button type="submit" variant={danger ? 'danger' : 'primary'} busy={isSubmitting}>
                {submit}
              </Button>
            </div>
          </div>
        )}
      </form>
    </FormProvider>
  );
}

interface FormDialogProps<Values extends FieldValues> extends Omit<FormProps<Values>, 'onCancel'> {
  trigger: ReactElement<{ onClick?: () => void }>;
  title: string;
  description?: string;
  wide?: boolean;
}

/** A form in a dialog, which closes when it succeeded. */
export function FormDialog<Values extends FieldValues>(props: FormDialogProps<Values>) {
  const { trigger, title, description, wide, onSubmit, ...form } = props;
  const [open, setOpen] = useState(false);
  return (
    <>
      {cloneElement(trigger, { onClick: () => setOpen(true) })}
      <Dialog title={title} description={description} open={open} onOpenChange={setOpen} wide={wide ?? false}>
        <Form
          {...form}
          onCancel={() => setOpen(false)}
          onSubmit={async (...submitted) => {
            await onSubmit(...submitted);
            setOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}
