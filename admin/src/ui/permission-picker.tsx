import { useFormContext } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { type Permission, useCan } from '../api/me';

/** The field `permissions` of the form around it. */
export function PermissionPicker({ names }: { names: readonly Permission[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const { register, getFieldState, formState } = useFormContext();
  const message = getFieldState('permissions', formState).error?.message;
  const { data } = api.useQuery(
    'get',
    '/api/admin/permissions',
    { params: { query: { page_size: 100 } } },
    { enabled: can('read:roles') },
  );
  const meanings = new Map(data?.results.map(({ name, meaning }) => [name as Permission, meaning]));
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('roles.permissions')}</legend>
      <div className="grid gap-x-5 gap-y-2 sm:grid-cols-2">
        {names.map((name) => (
          <label key={name} className="flex gap-2">
            <input
              type="checkbox"
              value={name}
              {...register('permissions')}
              className="mt-1 size-4 shrink-0 accent-accent"
            />
            <span>
              <code className="font-mono text-sm">{name}</code>
              <span className="block text-sm text-muted">{meanings.get(name)}</span>
            </span>
          </label>
        ))}
      </div>
      {message && (
        <p role="alert" className="mt-1 text-sm text-bad">
          {message}
        </p>
      )}
    </fieldset>
  );
}
