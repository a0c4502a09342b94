import { Ban, CircleDollarSign, PackageCheck, Truck } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api } from '../../api/client';
import { useCan } from '../../api/me';
import { Button } from '../../ui/button';
import { TextArea, TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { toast } from '../../ui/toast';
import { UnitPicker } from './unit-picker';
import { openUnits, toOrderUnits, unitsSchema } from './units';
import type { Detail } from './use-order';

interface ActionProps {
  order: Detail;
}

/** In a form, what goes wrong stands in the form. */
const meta = { meta: { shown: true } };
const zero = (order: Detail) => Object.fromEntries(order.products.map((line) => [line.order_product_uuid, 0]));

export function OrderActions({ order }: ActionProps) {
  const can = useCan();
  const isOpen = order.products.some((line) => openUnits(line) > 0) && !['canceled', 'returned'].includes(order.status);
  const isPaid = order.status !== 'new' || order.payment === 'cash';
  return (
    <div className="flex flex-wrap gap-2">
      {isOpen && can('write:orders') && <CancelLines order={order} />}
      {order.status !== 'canceled' && can('refund:orders') && <Refund order={order} />}
      {order.status === 'paid' && can('write:orders') && <Process order={order} />}
      {isOpen && isPaid && can('write:shipments') && <Ship order={order} />}
    </div>
  );
}

function Process({ order: { order_uuid } }: ActionProps) {
  const { t } = useTranslation();
  const { mutate, isPending } = api.useMutation('put', '/api/admin/orders/{order_uuid}/status');
  return (
    <Button
      busy={isPending}
      onClick={() => mutate({ params: { path: { order_uuid } }, body: { status: 'processing' } })}
    >
      <PackageCheck aria-hidden />
      {t('order.process')}
    </Button>
  );
}

const shipSchema = z.object({
  units: unitsSchema,
  carrier: z.string().trim().min(1),
  tracking_number: z.string().trim(),
  tracking_url: z.string().trim(),
});

function Ship({ order }: ActionProps) {
  const { t } = useTranslation();
  const { order_uuid, products } = order;
  const { mutateAsync } = api.useMutation('post', '/api/admin/orders/{order_uuid}/shipments', meta);
  return (
    <FormDialog
      trigger={
        <Button variant="primary">
          <Truck aria-hidden />
          {t('order.ship')}
        </Button>
      }
      title={t('order.shipTitle')}
      description={t('order.shipHint')}
      submit={t('order.ship')}
      schema={shipSchema}
      defaults={{
        units: Object.fromEntries(products.map((line) => [line.order_product_uuid, openUnits(line)])),
        carrier: 'DHL',
        tracking_number: '',
        tracking_url: '',
      }}
      onSubmit={async ({ units, carrier, tracking_number, tracking_url }, key) => {
        await mutateAsync({
          params: { path: { order_uuid }, header: { 'Idempotency-Key': key } },
          body: {
            carrier,
            lines: toOrderUnits(units),
            ...(tracking_number && { tracking_number }),
            ...(tracking_url && { tracking_url }),
          },
        });
        toast.success(t('order.shipped'));
      }}
    >
      <UnitPicker lines={products} max={openUnits} />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField name="carrier" label={t('order.carrier')} />
        <TextField name="tracking_number" label={t('order.trackingNumber')} />
      </div>
      <TextField name="tracking_url" label={t('order.trackingUrl')} placeholder="https://" inputMode="url" />
    </FormDialog>
  );
}

const cancelSchema = z.object({ units: unitsSchema, reason: z.string().trim() });

function CancelLines({ order }: ActionProps) {
  const { t } = useTranslation();
  const { order_uuid, products } = order;
  const { mutateAsync } = api.useMutation('post', '/api/admin/orders/{order_uuid}/cancellations', meta);
  return (
    <FormDialog
      danger
      trigger={
        <Button>
          <Ban aria-hidden />
          {t('order.cancel')}
        </Button>
      }
      title={t('order.cancelTitle')}
      description={t('order.cancelHint')}
      submit={t('order.cancelSubmit')}
      schema={cancelSchema}
      defaults={{
        units: Object.fromEntries(products.map((line) => [line.order_product_uuid, openUnits(line)])),
        reason: '',
      }}
      onSubmit={async ({ units, reason }, key) => {
        const body = { lines: toOrderUnits(units), ...(reason && { reason }) };
        await mutateAsync({ params: { path: { order_uuid }, header: { 'Idempotency-Key': key } }, body });
        toast.success(t('order.canceled'));
      }}
    >
      <UnitPicker lines={products} max={openUnits} />
      <TextArea name="reason" label={t('order.reason')} hint={t('order.reasonHint')} rows={2} />
    </FormDialog>
  );
}

export const creditSchema = z.object({
  units: unitsSchema,
  shipping: z.string().trim(),
  amount: z.string().trim(),
  reason: z.string().trim(),
});

/** Fields of a refund, or of a credit. */
export function CreditFields({ order }: ActionProps) {
  const { t } = useTranslation();
  return (
    <>
      <UnitPicker lines={order.products} max={({ quantity }) => quantity} />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          name="shipping"
          label={t('order.refundShipping', { currency: order.currency })}
          hint={t('order.ofShipping', { shipping: order.shipping })}
          inputMode="decimal"
        />
        <TextField
          name="amount"
          label={t('order.goodwill', { currency: order.currency })}
          hint={t('order.goodwillHint')}
          inputMode="decimal"
        />
      </div>
      <TextArea name="reason" label={t('order.reason')} hint={t('order.reasonHint')} rows={2} />
    </>
  );
}

export const creditDefaults = (order: Detail) => ({ units: zero(order), shipping: '', amount: '', reason: '' });

/** Without units and amounts, the API would refund all that is left: here that is never what an empty form means. */
export function toCredit({ units, shipping, amount, reason }: z.infer<typeof creditSchema>) {
  const lines = toOrderUnits(units);
  const chosen = {
    ...(lines.length > 0 && { lines }),
    ...(shipping && { shipping: shipping.replace(',', '.') }),
    ...(amount && { amount: amount.replace(',', '.') }),
  };
  if (Object.keys(chosen).length === 0) return undefined;
  return { ...chosen, ...(reason && { reason }) };
}

interface CreditDialogProps extends ActionProps {
  trigger: ComponentProps<typeof FormDialog>['trigger'];
  title: string;
  description: string;
  submit: string;
  done: string;
  send: (uuid: string, key: string, body: ReturnType<typeof toCredit> & object) => Promise<unknown>;
}

/** Asks what a refund or a credit is for. */
export function CreditDialog({ order, done, send, ...dialog }: CreditDialogProps) {
  const { t } = useTranslation();
  const schema = creditSchema.refine((values) => toCredit(values) !== undefined, {
    path: ['amount'],
    message: t('order.chooseRefund'),
  });
  return (
    <FormDialog
      danger
      {...dialog}
      schema={schema}
      defaults={creditDefaults(order)}
      onSubmit={async (values, key) => {
        await send(order.order_uuid, key, toCredit(values) ?? {});
        toast.success(done);
      }}
    >
      <CreditFields order={order} />
    </FormDialog>
  );
}

function Refund({ order }: ActionProps) {
  const { t } = useTranslation();
  const { mutateAsync } = api.useMutation('post', '/api/admin/orders/{order_uuid}/refunds', meta);
  return (
    <CreditDialog
      order={order}
      trigger={
        <Button>
          <CircleDollarSign aria-hidden />
          {t('order.refund')}
        </Button>
      }
      title={t('order.refundTitle')}
      description={t('order.refundHint')}
      submit={t('order.refundSubmit')}
      done={t('order.refunded')}
      send={(order_uuid, key, body) =>
        mutateAsync({ params: { path: { order_uuid }, header: { 'Idempotency-Key': key } }, body })
      }
    />
  );
}
