import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choice } from './use-choice';

export interface RowChoice<Row> extends Pick<Choice<Row>, 'has' | 'choose'> {
  nameOf: (row: Row) => string;
}

const cellClass = 'flex size-9 items-center justify-center';
// What gets the focus must not be below the bar of actions.
const boxClass = 'size-4 scroll-my-24 accent-accent';

interface ChooseProps<Row> {
  rows: Row[];
  choice: RowChoice<Row>;
}

export function ChooseAll<Row>({ rows, choice }: ChooseProps<Row>) {
  const { t } = useTranslation();
  const chosen = rows.filter(choice.has).length;
  return (
    <label className={cellClass}>
      <input
        type="checkbox"
        aria-label={t('bulk.choosePage')}
        className={boxClass}
        checked={chosen === rows.length}
        ref={(box) => {
          if (box) box.indeterminate = chosen > 0 && chosen < rows.length;
        }}
        onChange={() => choice.choose(rows, chosen < rows.length)}
      />
    </label>
  );
}

interface ChooseRowProps<Row> extends ChooseProps<Row> {
  at: number;
  /** Row that was clicked before: with the shift key, all between are chosen too. */
  last: { current: number };
}

/** Space chooses, the arrows go from row to row. */
export function ChooseRow<Row>({ rows, choice, at, last }: ChooseRowProps<Row>) {
  const { t } = useTranslation();
  const row = rows[at];
  if (row === undefined) return null;
  const isChosen = choice.has(row);
  return (
    <label className={cellClass}>
      <input
        type="checkbox"
        aria-label={t('bulk.choose', { name: choice.nameOf(row) })}
        className={boxClass}
        checked={isChosen}
        onChange={({ nativeEvent }) => {
          const isRange = nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
          const from = isRange ? last.current : at;
          choice.choose(rows.slice(Math.min(from, at), Math.max(from, at) + 1), !isChosen);
          last.current = at;
        }}
        onKeyDown={goOn}
      />
    </label>
  );
}

function goOn(event: KeyboardEvent<HTMLInputElement>): void {
  const sibling = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' } as const;
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  event.currentTarget.closest('tr')?.[sibling[event.key]]?.querySelector<HTMLElement>('input[type=checkbox]')?.focus();
}
