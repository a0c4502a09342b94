import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z, type ZodType } from 'zod';
import { api, client, type Schemas } from '../api/client';
import { asApiError } from '../api/error';
import { useCan } from '../api/me';
import { ago } from '../lib/format';
import { Card } from '../ui/card';
import { CheckField, SelectField, TextField } from '../ui/field';
import { Form } from '../ui/form';
import { Page } from '../ui/page';
import { Failure, Skeleton } from '../ui/states';
import { toast } from '../ui/toast';

type Shown = Schemas['SettingsDto'];
type Setting = Schemas['SettingDto'];
type Value = Setting['value'];
/** By their names; `reset` are those to be taken back to their defaults. */
type Values = Record<string, Value | string[] | undefined> & { reset: string[] };

const path = '/api/admin/settings';
const settingsChanged = 2070;
const allOf = ({ groups }: Shown) => groups.flatMap(({ settings }) => settings);
const valuesOf = (shown: Shown): Values => ({
  ...Object.fromEntries(allOf(shown).map(({ name, value }) => [name, value])),
  reset: [],
});

export function Settings() {
  const { t } = useTranslation();
  const { data, error, refetch } = api.useQuery('get', path);
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Skeleton rows={12} />;
  return (
    <Page
      title={t('nav.settings')}
      subtitle={data.version > 0 ? t('settings.changed', { when: ago(data.updated_at) }) : t('settings.unchanged')}
    >
      {data.missing.length > 0 && <Missing names={data.missing} />}
      <SettingsForm latest={data} />
    </Page>
  );
}

function useNames() {
  const { t } = useTranslation();
  return (name: string) => t(`settings.names.${name}` as 'settings.names.return_days');
}

function Missing({ names }: { names: string[] }) {
  const { t } = useTranslation();
  const nameOf = useNames();
  return (
    <p role="alert" className="flex gap-2 rounded-xl bg-warn-soft px-4 py-3 text-warn">
      <TriangleAlert className="mt-0.5 size-4.5 shrink-0" aria-hidden />
      <span>
        {t('settings.missing')} <strong className="font-semibold">{names.map(nameOf).join(', ')}</strong>
      </span>
    </p>
  );
}

/** What the form was filled from; `keep` is whether what was typed meanwhile stays. */
interface Base {
  shown: Shown;
  keep: boolean;
}

function SettingsForm({ latest }: { latest: Shown }) {
  const { t } = useTranslation();
  const can = useCan();
  const [base, setBase] = useState<Base>({ shown: latest, keep: false });
  const { mutateAsync } = api.useMutation('patch', path, { meta: { shown: true } });
  const { shown } = base;
  const save = async (values: Values) => {
    const changes = changesOf(shown, values);
    try {
      if (Object.keys(changes).length > 0) {
        const body = { version: shown.version, ...changes } as Schemas['SettingsChange'];
        setBase({ shown: await mutateAsync({ body }), keep: false });
      }
      toast.success(t('common.saved'));
    } catch (thrown) {
      if (asApiError(thrown).code === settingsChanged) {
        const { data: fresh } = await client.GET(path);
        if (fresh) setBase({ shown: fresh, keep: true });
      }
      throw thrown;
    }
  };
  return (
    <Form
      sticky
      readOnly={!can('write:settings')}
      schema={useSchema(shown)}
      defaults={valuesOf(shown)}
      submit={t('common.save')}
      onSubmit={save}
    >
      <Refill base={base} latest={latest} setBase={setBase} />
      {shown.groups.map(({ name, settings }) => (
        <Card key={name} title={t(`settings.groups.${name}`)}>
          <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2 xl:grid-cols-3">
            {settings.map((setting) => (
              <Field key={setting.name} setting={setting} />
            ))}
          </div>
        </Card>
      ))}
    </Form>
  );
}

function changesOf(shown: Shown, values: Values): Record<string, Value | null> {
  const changed = allOf(shown).flatMap((setting): [string, Value | null][] => {
    const { name, value } = setting;
    const now = values[name] as Value;
    if (isReset(setting, now, values.reset)) return [[name, null]];
    return now === value ? [] : [[name, now]];
  });
  return Object.fromEntries(changed);
}

const isReset = ({ name, default: usual }: Setting, now: unknown, reset: string[]): boolean =>
  reset.includes(name) && now === usual;

/** Shows what was saved, what somebody else saved meanwhile, and never throws away what is typed. */
function Refill({ base, latest, setBase }: { base: Base; latest: Shown; setBase: (base: Base) => void }) {
  const { reset, formState } = useFormContext();
  const { isDirty } = formState;
  useEffect(() => {
    reset(valuesOf(base.shown), { keepDirtyValues: base.keep, keepErrors: base.keep });
  }, [base, reset]);
  useEffect(() => {
    if (!isDirty && latest.version > base.shown.version) setBase({ shown: latest, keep: false });
  }, [isDirty, latest, base, setBase]);
  return null;
}

function useSchema(shown: Shown): ZodType<Values, Values> {
  const { t } = useTranslation();
  const checks = allOf(shown).map(({ name, kind, optional, min = 0, max = 0, max_length }): [string, ZodType] => {
    const range = t('settings.range', { min, max });
    if (kind === 'number') return [name, z.number({ error: range }).int(range).min(min, range).max(max, range)];
    if (kind === 'flag') return [name, z.boolean()];
    const text = max_length === undefined ? z.string().trim() : z.string().trim().max(max_length);
    return [name, optional ? text : text.min(1, t('form.required'))];
  });
  const schema: unknown = z.object({ ...Object.fromEntries(checks), reset: z.array(z.string()) });
  return schema as ZodType<Values, Values>;
}

const zones = 'settings-time-zones';

function Field({ setting }: { setting: Setting }) {
  const { t } = useTranslation();
  const { name, kind, options = [], min, max, max_length } = setting;
  const hint = t(`settings.hints.${name}` as 'settings.hints.return_days', { defaultValue: '' });
  const labeled = { name, label: useNames()(name), hint: hint || undefined };
  const optionText = useOptionText();
  return (
    <div>
      {kind === 'flag' && <CheckField {...labeled} />}
      {kind === 'choice' && (
        <SelectField {...labeled} options={options.map((option) => [option, optionText(option)])} />
      )}
      {kind === 'number' && <TextField {...labeled} type="number" min={min} max={max} step={1} />}
      {kind === 'text' && (
        <TextField
          {...labeled}
          maxLength={max_length}
          autoComplete="off"
          list={name === 'shop_time_zone' ? zones : undefined}
        />
      )}
      {name === 'shop_time_zone' && (
        <datalist id={zones}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      )}
      <Source setting={setting} />
    </div>
  );
}

function useOptionText() {
  const { t } = useTranslation();
  return (option: string) => t(`settings.options.${option}` as 'settings.options.none');
}

/** Where its value comes from, and the way back. */
function Source({ setting }: { setting: Setting }) {
  const { t } = useTranslation();
  const can = useCan();
  const optionText = useOptionText();
  const label = useNames()(setting.name);
  const { setValue, getValues } = useFormContext<Values>();
  const { name, kind, source, default: usual } = setting;
  const [now, reset] = useWatch({ name: [name, 'reset'] }) as [Value, string[]];
  const text = () => {
    if (kind === 'flag') return usual ? t('settings.on') : t('settings.off');
    if (kind === 'choice') return optionText(String(usual));
    return String(usual) || t('settings.nothing');
  };
  const takeBack = () => {
    setValue(name, usual, { shouldDirty: true, shouldValidate: true });
    setValue('reset', [...getValues('reset'), name], { shouldDirty: true });
  };
  return (
    <p className="mt-1 flex flex-wrap gap-x-2 text-sm text-muted">
      {isReset(setting, now, reset) ? t('settings.willReset') : t(`settings.sources.${source}`)}
      {source === 'database' && !isReset(setting, now, reset) && can('write:settings') && (
        <button type="button" className="text-left text-accent hover:underline" onClick={takeBack}>
          <span className="sr-only">{label}: </span>
          {t('settings.reset', { value: text() })}
        </button>
      )}
    </p>
  );
}
