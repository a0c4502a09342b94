import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../api/client';
import { useCan } from '../api/me';
import { toAmount, toBasisPoints, toPercent } from '../lib/basis-points';
import { changed } from '../lib/changed';
import { day, money } from '../lib/format';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Confirm } from '../ui/confirm';
import { CheckField, SelectField, TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';
import { toast } from '../ui/toast';

type Coupon = Schemas['CouponDto'];

const route = getRouteApi('/shell/coupons');

export function Coupons() {
  const { t } = useTranslation();
  const can = useCan();
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/coupons', { params: { query: listQuery(search) } });
  const add = can('write:coupons') && (
    <CouponDialog>
      <Button variant="primary">
        <Plus aria-hidden />
        {t('coupons.add')}
      </Button>
    </CouponDialog>
  );
  return (
    <ListPage
      title={t('nav.coupons')}
      actions={add}
      search={search}
      query={query}
      columns={[
        { title: t('coupons.code'), cell: ({ code }) => <code className="font-mono font-medium">{code}</code> },
        {
          title: t('coupons.value'),
          cell: ({ percent, amount }) => (percent === null ? money(amount ?? '0') : `${toPercent(percent)} %`),
        },
        {
          title: t('common.status'),
          cell: ({ active }) => (
            <Badge tone={active ? 'ok' : 'neutral'}>{active ? t('common.active') : t('common.inactive')}</Badge>
          ),
        },
        {
          title: t('coupons.valid'),
          wide: true,
          cell: ({ starts, ends }) => [starts, ends].map((moment) => (moment ? day(moment) : '…')).join(' – '),
        },
        {
          title: t('coupons.used'),
          right: true,
          cell: ({ used, max_uses }) => (max_uses === null ? used : `${used} / ${max_uses}`),
        },
        { title: t('common.actions'), right: true, cell: (coupon) => <Actions coupon={coupon} /> },
      ]}
      rowKey={({ uuid }) => uuid}
      empty={{ title: t('coupons.empty'), hint: t('coupons.emptyHint') }}
    />
  );
}

function Actions({ coupon }: { coupon: Coupon }) {
  const { t } = useTranslation();
  const can = useCan();
  const remove = api.useMutation('delete', '/api/admin/coupons/{uuid}');
  if (!can('write:coupons')) return null;
  return (
    <span className="flex justify-end gap-1.5">
      <CouponDialog coupon={coupon}>
        <Button size="sm">{t('common.edit')}</Button>
      </CouponDialog>
      {coupon.used === 0 && (
        <Confirm
          title={t('common.removeTitle', { name: coupon.code })}
          description={t('common.cannotUndo')}
          action={t('common.remove')}
          onConfirm={() => remove.mutate({ params: { path: { uuid: coupon.uuid } } })}
        >
          <Button size="sm" variant="ghost">
            {t('common.remove')}
          </Button>
        </Confirm>
      )}
    </span>
  );
}

const number = z.number().int().positive().optional();
const schema = z.object({
  code: z.string().trim().min(2),
  kind: z.enum(['percent', 'amount']),
  value: z.string().trim().min(1),
  min_sum: z.string().trim(),
  starts: z.string(),
  ends: z.string(),
  max_uses: number,
  max_uses_per_customer: number,
  first_order_only: z.boolean(),
  active: z.boolean(),
});
type Values = z.infer<typeof schema>;

const bodyOf = ({ kind, value, min_sum, starts, ends, ...rest }: Values) => ({
  ...rest,
  ...(kind === 'percent' ? { percent: toBasisPoints(value) } : { amount: toAmount(value) }),
  min_sum: min_sum ? toAmount(min_sum) : null,
  starts: starts || null,
  ends: ends || null,
  max_uses: rest.max_uses ?? null,
  max_uses_per_customer: rest.max_uses_per_customer ?? null,
});

function CouponDialog({ coupon, children }: { coupon?: Coupon; children: ReactElement<{ onClick?: () => void }> }) {
  const { t } = useTranslation();
  const meta = { meta: { shown: true } };
  const create = api.useMutation('post', '/api/admin/coupons', meta);
  const change = api.useMutation('put', '/api/admin/coupons/{uuid}', meta);
  const save = async (values: Values, _key: string, shown: Values) => {
    if (coupon)
      await change.mutateAsync({ params: { path: { uuid: coupon.uuid } }, body: changed(bodyOf, values, shown) });
    else await create.mutateAsync({ body: bodyOf(values) });
    toast.success(t('common.saved'));
  };
  return (
    <FormDialog
      trigger={children}
      title={coupon ? coupon.code : t('coupons.add')}
      submit={t('common.save')}
      schema={schema}
      defaults={{
        code: coupon?.code ?? '',
        kind: coupon?.amount ? 'amount' : 'percent',
        value: coupon?.amount ?? toPercent(coupon?.percent ?? 1000),
        min_sum: coupon?.min_sum ?? '',
        starts: coupon?.starts ?? '',
        ends: coupon?.ends ?? '',
        max_uses: coupon?.max_uses ?? undefined,
        max_uses_per_customer: coupon?.max_uses_per_customer ?? undefined,
        first_order_only: coupon?.first_order_only ?? false,
        active: coupon?.active ?? true,
      }}
      onSubmit={save}
    >
      <TextField name="code" label={t('coupons.code')} hint={t('coupons.codeHint')} className="uppercase" />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          name="kind"
          label={t('coupons.kind')}
          options={[
            ['percent', t('coupons.percent')],
            ['amount', t('coupons.amount')],
          ]}
        />
        <TextField name="value" label={t('coupons.value')} inputMode="decimal" />
        <TextField name="starts" label={t('coupons.starts')} placeholder="2026-12-01" />
        <TextField name="ends" label={t('coupons.ends')} placeholder="2026-12-31" />
        <TextField name="max_uses" label={t('coupons.maxUses')} type="number" min={1} />
        <TextField name="max_uses_per_customer" label={t('coupons.maxPerCustomer')} type="number" min={1} />
      </div>
      <TextField name="min_sum" label={t('coupons.minSum')} inputMode="decimal" />
      <CheckField name="first_order_only" label={t('coupons.firstOrder')} />
      <CheckField name="active" label={t('coupons.active')} />
    </FormDialog>
  );
}
