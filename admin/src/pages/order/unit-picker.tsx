import { useFormContext } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import type { Line } from './units';

interface UnitPickerProps {
  lines: Line[];
  /** How many of a line can be chosen. */
  max: (line: Line) => number;
}

/** How many units of which line; the field `units` of the form around it. */
export function UnitPicker({ lines, max }: UnitPickerProps) {
  const { t } = useTranslation();
  const { register, setValue } = useFormContext();
  const offered = lines.filter((line) => max(line) > 0);
  const setAll = (quantity: (line: Line) => number) => {
    for (const line of offered) setValue(`units.${line.order_product_uuid}`, quantity(line));
  };
  return (
    <fieldset className="rounded-lg border border-line">
      <legend className="sr-only">{t('order.whichUnits')}</legend>
      {offered.map((line) => (
        <label
          key={line.order_product_uuid}
          className="flex items-center gap-3 border-b border-line px-3 py-2 last:border-0"
        >
          <span className="min-w-0 flex-1">{line.name}</span>
          <input
            type="number"
            min={0}
            max={max(line)}
            className="field num w-18 text-right"
            aria-label={t('order.unitsOf', { name: line.name })}
            {...register(`units.${line.order_product_uuid}`, { valueAsNumber: true })}
          />
          <span className="num w-10 text-muted">/ {max(line)}</span>
        </label>
      ))}
      <div className="flex justify-end gap-1 bg-subtle/50 px-2 py-1">
        <Button size="sm" variant="ghost" onClick={() => setAll(max)}>
          {t('order.all')}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => setAll(() => 0)}>
          {t('order.none')}
        </Button>
      </div>
    </fieldset>
  );
}
