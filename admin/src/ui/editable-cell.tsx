import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';

interface EditableCellProps {
  /** Names the field for those who do not see the table. */
  label: string;
  value: string;
  suffix?: string;
  numeric?: boolean;
  disabled?: boolean;
  save: (value: string) => Promise<unknown>;
  /** Several cells of a spreadsheet, pasted into this one. */
  onPasteCells?: (text: string) => void;
}

/** Saves with Enter, or when it is left; Escape takes back. What the server refuses is taken back too. */
export function EditableCell({ label, value, suffix, numeric, disabled, save, onPasteCells }: EditableCellProps) {
  const [text, setText] = useState(value);
  const [saving, setSaving] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(value), [value]);
  const commit = async () => {
    const next = text.trim();
    if (next === value || next === '') return setText(value);
    setSaving(true);
    await save(next).catch(() => setText(value));
    setSaving(false);
  };
  return (
    <span className="relative flex items-center gap-1">
      <input
        ref={input}
        aria-label={label}
        aria-busy={saving || undefined}
        className={clsx(
          'w-full min-w-0 rounded-md border border-transparent bg-transparent px-1.5 py-1',
          numeric && 'num text-right',
          disabled ? '' : 'hover:border-line focus:border-accent focus:bg-surface focus:outline-none',
          saving && 'opacity-50',
        )}
        inputMode={numeric ? 'decimal' : 'text'}
        value={text}
        readOnly={disabled}
        onChange={({ target }) => setText(target.value)}
        onBlur={() => void commit()}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain');
          // One cell ends with a line break, too.
          if (disabled || !onPasteCells || !/[\t\n]/.test(pasted.trimEnd())) return;
          event.preventDefault();
          onPasteCells(pasted);
        }}
        onKeyDown={({ key }) => {
          if (key === 'Enter') input.current?.blur();
          if (key === 'Escape') setText(value);
        }}
      />
      {suffix && <span className="text-sm text-muted max-md:hidden">{suffix}</span>}
    </span>
  );
}
