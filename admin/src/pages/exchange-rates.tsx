import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api } from '../api/client';
import { useCan } from '../api/me';
import { toAmount } from '../lib/basis-points';
import { day } from '../lib/format';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { FormDialog } from '../ui/form';
import { ListPage, listQuery } from '../ui/list-page';
import { toast } from '../ui/toast';

const route = getRouteApi('/shell/exchange-rates');

export function ExchangeRates() {
  const { t } = useTranslation();
  const mayWrite = useCan()('write:exchange_rates');
  const search = route.useSearch();
  const query = api.useQuery('get', '/api/admin/exchange-rates', {
    params: { query: listQuery(search) },
  });
  return (
    <ListPage
      title={t('nav.exchangeRates')}
      subtitle={t('exchangeRates.hint')}
      actions={mayWrite && <Enter />}
      search={search}
      query={query}
      columns={[
        { title: t('exchangeRates.currency'), cell: ({ currency }) => <span className="font-medium">{currency}</span> },
        { title: t('exchangeRates.rate'), right: true, cell: ({ rate }) => rate },
        { title: t('exchangeRates.date'), right: true, cell: ({ date }) => day(date) },
        { title: t('exchangeRates.source'), className: 'break-words', cell: ({ source }) => source },
      ]}
      rowKey={({ currency, date }) => `${currency} ${date}`}
      empty={{ title: t('exchangeRates.empty'), hint: t('exchangeRates.emptyHint') }}
    />
  );
}

function Enter() {
  const { t } = useTranslation();
  const { mutateAsync } = api.useMutation('put', '/api/admin/exchange-rates/{currency}', { meta: { shown: true } });
  const required = z.string().trim().min(1, t('form.required'));
  const schema = z.object({
    currency: z.string().trim().toUpperCase().length(3, t('exchangeRates.currencyHint')),
    rate: required,
    date: required,
    source: required,
  });
  return (
    <FormDialog
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          {t('exchangeRates.add')}
        </Button>
      }
      title={t('exchangeRates.add')}
      submit={t('common.save')}
      schema={schema}
      defaults={{ currency: '', rate: '', date: '', source: '' }}
      onSubmit={async ({ currency, rate, ...body }) => {
        await mutateAsync({ params: { path: { currency } }, body: { ...body, rate: toAmount(rate) } });
        toast.success(t('common.saved'));
      }}
    >
      <div className="grid grid-cols-2 gap-3">
        <TextField
          name="currency"
          label={t('exchangeRates.currency')}
          hint={t('exchangeRates.currencyHint')}
          className="uppercase"
          maxLength={3}
        />
        <TextField name="rate" label={t('exchangeRates.rate')} hint={t('exchangeRates.rateHint')} inputMode="decimal" />
      </div>
      <TextField name="date" type="date" label={t('exchangeRates.date')} />
      <TextField name="source" label={t('exchangeRates.source')} hint={t('exchangeRates.sourceHint')} maxLength={100} />
    </FormDialog>
  );
}
