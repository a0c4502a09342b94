import { clsx } from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { useFormContext } from 'react-hook-form';

interface Labeled {
  name: string;
  label: string;
  hint?: string | undefined;
}

/** Of the form around it, by name. */
function useField({ name, hint }: Pick<Labeled, 'name' | 'hint'>, numeric = false) {
  const id = useId();
  const { register, getFieldState, formState } = useFormContext();
  const message = getFieldState(name, formState).error?.message;
  const note = message ?? hint;
  return {
    id,
    message,
    note,
    control: {
      id,
      ...register(name, numeric ? { setValueAs: asNumber } : {}),
      'aria-invalid': message ? true : undefined,
      'aria-describedby': note ? `${id}-note` : undefined,
    },
  };
}

const asNumber = (value: unknown) => (value === '' || value === null ? undefined : Number(value));

interface FrameProps {
  id: string;
  label: string;
  note?: string | undefined;
  invalid?: boolean;
  children: ReactNode;
}

export function Frame({ id, label, note, invalid, children }: FrameProps) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {note && (
        <p
          id={`${id}-note`}
          className={clsx('text-sm', invalid ? 'text-bad' : 'text-muted')}
          role={invalid ? 'alert' : undefined}
        >
          {note}
        </p>
      )}
    </div>
  );
}

export function TextField({ name, label, hint, className, ...rest }: Labeled & ComponentProps<'input'>) {
  const { id, message, note, control } = useField({ name, hint }, rest.type === 'number');
  return (
    <Frame id={id} label={label} note={note} invalid={message !== undefined}>
      <input {...control} {...rest} className={clsx('field', className)} />
    </Frame>
  );
}

export function TextArea({ name, label, hint, ...rest }: Labeled & ComponentProps<'textarea'>) {
  const { id, message, note, control } = useField({ name, hint });
  return (
    <Frame id={id} label={label} note={note} invalid={message !== undefined}>
      <textarea rows={4} {...control} {...rest} className="field" />
    </Frame>
  );
}

export function SelectField({ name, label, hint, options }: Labeled & { options: [value: string, label: string][] }) {
  const { id, message, note, control } = useField({ name, hint });
  return (
    <Frame id={id} label={label} note={note} invalid={message !== undefined}>
      <select {...control} className="field">
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function CheckField({ name, label, hint }: Labeled) {
  const { id, message, note, control } = useField({ name, hint });
  return (
    <div>
      <div className="flex items-center gap-2">
        <input type="checkbox" {...control} className="size-4 accent-accent" />
        <label htmlFor={id}>{label}</label>
      </div>
      {note && (
        <p id={`${id}-note`} className={clsx('mt-0.5 text-sm', message ? 'text-bad' : 'text-muted')}>
          {note}
        </p>
      )}
    </div>
  );
}
