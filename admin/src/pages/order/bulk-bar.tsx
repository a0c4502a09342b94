import { Printer, Tag, TagsIcon, Truck } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../../api/client';
import { asApiError } from '../../api/error';
import { useCan } from '../../api/me';
import { fetchFile } from '../../api/session';
import { errorText } from '../../i18n/error-text';
import { count } from '../../lib/format';
import { type Bulk, BulkBar } from '../../ui/bulk';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { PdfDialog } from '../../ui/pdf-view';
import { toast } from '../../ui/toast';
import type { Choice } from '../../ui/use-choice';
import { KnownTags } from './order-tags';

type Order = Schemas['OrderAdminRow'];

interface ActionProps {
  orders: Order[];
  bulk: Bulk<Order>;
}

/** In a form, what goes wrong stands in the form. */
const meta = { meta: { shown: true } };
const max = 100;
const toRows = (orders: Order[]) => orders.map(({ order_uuid }) => ({ uuid: order_uuid }));

export function useMayActOnOrders(): boolean {
  const can = useCan();
  return can('write:orders') || can('write:shipments') || can('read:invoices');
}

export function OrderBulkBar({ choice, bulk }: { choice: Choice<Order>; bulk: Bulk<Order> }) {
  const can = useCan();
  // Here, since it stays when what was chosen no longer is.
  const [invoices, setInvoices] = useState<Blob>();
  const { t } = useTranslation();
  const props = { orders: choice.rows, bulk };
  return (
    <>
      <BulkBar choice={choice} max={max}>
        {can('write:shipments') && <Ship {...props} />}
        {can('write:orders') && (
          <>
            <AddTag {...props} />
            {choice.rows.some(({ tags }) => tags.length > 0) && <RemoveTag {...props} />}
          </>
        )}
        {can('read:invoices') && <Print {...props} show={setInvoices} />}
      </BulkBar>
      {invoices && <PdfDialog file={invoices} name={t('bulk.printed')} onClose={() => setInvoices(undefined)} />}
    </>
  );
}

const shipSchema = z.object({ carrier: z.string().trim().min(1), tracking: z.record(z.string(), z.string().trim()) });

function Ship({ orders, bulk }: ActionProps) {
  const { t } = useTranslation();
  const { mutateAsync } = api.useMutation('post', '/api/admin/orders/bulk/ship', meta);
  return (
    <FormDialog
      trigger={
        <Button variant="primary">
          <Truck aria-hidden />
          {t('bulk.ship')}
        </Button>
      }
      title={t('bulk.shipTitle')}
      description={t('bulk.shipHint')}
      submit={t('bulk.ship')}
      schema={shipSchema}
      defaults={{ carrier: 'DHL', tracking: Object.fromEntries(orders.map(({ order_uuid }) => [order_uuid, ''])) }}
      onSubmit={async ({ carrier, tracking }, key) => {
        const rows = orders.map(({ order_uuid }) => {
          const tracking_number = tracking[order_uuid];
          return { uuid: order_uuid, ...(tracking_number && { tracking_number }) };
        });
        const results = await mutateAsync({ params: { header: { 'Idempotency-Key': key } }, body: { carrier, rows } });
        bulk.settle(t('bulk.ship'), orders, results);
      }}
    >
      <TextField name="carrier" label={t('order.carrier')} />
      <div className="grid gap-3 sm:grid-cols-2">
        {orders.map(({ order_uuid, number }) => (
          <TextField key={order_uuid} name={`tracking.${order_uuid}`} label={t('bulk.trackingOf', { number })} />
        ))}
      </div>
    </FormDialog>
  );
}

const tagSchema = z.object({ tag: z.string().trim().toLowerCase().min(1) });

/** Each takes the other back. */
function useTagging({ orders, bulk }: ActionProps) {
  const { t } = useTranslation();
  const add = api.useMutation('post', '/api/admin/orders/bulk/tag', meta);
  const remove = api.useMutation('post', '/api/admin/orders/bulk/untag', meta);
  const texts = { tag: t('bulk.tag'), untag: t('bulk.untag') };
  return async (action: 'tag' | 'untag', tag: string) => {
    const [there, back] = action === 'tag' ? [add, remove] : [remove, add];
    const results = await there.mutateAsync({ body: { tag, rows: toRows(orders) } });
    bulk.settle(`${texts[action]} “${tag}”`, orders, results, (changed) =>
      back.mutateAsync({ body: { tag, rows: toRows(changed) } }),
    );
  };
}

function AddTag(props: ActionProps) {
  const { t } = useTranslation();
  const id = useId();
  const change = useTagging(props);
  return (
    <FormDialog
      trigger={
        <Button>
          <Tag aria-hidden />
          {t('bulk.tag')}
        </Button>
      }
      title={t('tags.add')}
      submit={t('tags.add')}
      schema={tagSchema}
      defaults={{ tag: '' }}
      onSubmit={({ tag }) => change('tag', tag)}
    >
      <TextField name="tag" label={t('tags.tag')} hint={t('tags.hint')} list={id} maxLength={30} />
      <KnownTags id={id} />
    </FormDialog>
  );
}

function RemoveTag(props: ActionProps) {
  const { t } = useTranslation();
  const change = useTagging(props);
  const tags = [...new Set(props.orders.flatMap((order) => order.tags))].toSorted();
  return (
    <FormDialog
      trigger={
        <Button>
          <TagsIcon aria-hidden />
          {t('bulk.untag')}
        </Button>
      }
      title={t('bulk.untag')}
      submit={t('bulk.untag')}
      schema={tagSchema}
      defaults={{ tag: tags[0] ?? '' }}
      onSubmit={({ tag }) => change('untag', tag)}
    >
      <SelectField name="tag" label={t('tags.tag')} options={tags.map((tag) => [tag, tag])} />
    </FormDialog>
  );
}

/** One file of all invoices; where some orders have none, it says which, and prints the others if asked. */
function Print({ orders, bulk, show }: ActionProps & { show: (file: Blob) => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const print = async (printed: Order[]) => {
    setBusy(true);
    try {
      const body = { orders: printed.map(({ order_uuid }) => order_uuid) };
      show(await fetchFile('/api/admin/orders/bulk/print', body));
    } catch (thrown) {
      const error = asApiError(thrown);
      const { orders: without = [] } = (error.details ?? {}) as { orders?: string[] };
      const [bad, good] = [true, false].map((isBad) =>
        printed.filter(({ order_uuid }) => without.includes(order_uuid) === isBad),
      ) as [Order[], Order[]];
      if (bad.length === 0) toast.error(errorText(error));
      else
        bulk.show({
          title: t('bulk.printNone', { failed: count(bad.length) }),
          failed: bad.map((row) => ({ row, why: t('bulk.noInvoice') })),
          action: good.length > 0 && (
            <Button size="sm" onClick={() => void print(good)}>
              {t('bulk.printOthers')}
            </Button>
          ),
        });
    }
    setBusy(false);
  };
  return (
    <Button busy={busy} onClick={() => void print(orders)}>
      <Printer aria-hidden />
      {t('bulk.print')}
    </Button>
  );
}
