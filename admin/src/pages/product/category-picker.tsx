import { useFormContext } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Branch } from '../../api/catalog';

/** The field `categories` of the form around it: a product can be in several. */
export function CategoryPicker({ tree }: { tree: Branch[] }) {
  const { t } = useTranslation();
  const { register } = useFormContext();
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{t('product.categories')}</legend>
      <div
        className="max-h-52 overflow-y-auto rounded-lg border border-strong px-2.5 py-1.5"
        tabIndex={0}
        role="group"
        aria-label={t('product.categories')}
      >
        {tree.length === 0 && <p className="text-muted">{t('product.noCategories')}</p>}
        {tree.map(({ category: { uuid, slug, name }, depth }) => (
          <label
            key={uuid}
            className="flex items-center gap-2 py-0.5"
            style={{ paddingInlineStart: `${depth * 1.25}rem` }}
          >
            <input type="checkbox" value={slug} {...register('categories')} className="size-4 shrink-0 accent-accent" />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
