import { Link } from '@tanstack/react-router';
import { MapPin, Pencil } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/me';
import { Button } from '../../ui/button';
import { Card, Facts } from '../../ui/card';
import { TextField } from '../../ui/field';
import { FormDialog } from '../../ui/form';
import { toast } from '../../ui/toast';
import type { Detail } from './use-order';

export function CustomerCard({ order: { customer, email, billing, shipping_address } }: { order: Detail }) {
  const { t } = useTranslation();
  const can = useCan();
  const name = [shipping_address?.first_name, shipping_address?.last_name].filter(Boolean).join(' ');
  return (
    <Card title={t('orders.customer')}>
      <Facts
        rows={[
          [
            t('customer.name'),
            can('read:customers') ? (
              <Link to="/customers/$customer" params={{ customer }} className="text-accent hover:underline">
                {name || t('customer.open')}
              </Link>
            ) : (
              name
            ),
          ],
          [
            t('customer.email'),
            email && (
              <a href={`mailto:${email}`} className="text-accent hover:underline">
                {email}
              </a>
            ),
          ],
          [t('customer.phone'), shipping_address?.phone],
          [t('customer.company'), billing?.company],
          [t('customer.vatId'), billing?.vat_id],
          [t('customer.reference'), billing?.reference],
        ]}
      />
    </Card>
  );
}

const required = z.string().trim().min(1);
const optional = z.string().trim();
const addressSchema = z.object({
  first_name: required,
  last_name: optional,
  company: optional,
  address: required,
  line2: optional,
  post_code: optional,
  city: required,
  region: optional,
  country: required,
  phone: optional,
});
type Address = z.infer<typeof addressSchema>;
const fields = Object.keys(addressSchema.shape) as (keyof Address)[];

export function AddressCard({ order }: { order: Detail }) {
  const { t } = useTranslation();
  const can = useCan();
  const { order_uuid, shipping_address: address, billing } = order;
  const { mutateAsync } = api.useMutation('put', '/api/admin/orders/{order_uuid}/shipping_address', {
    meta: { shown: true },
  });
  const hasLeft = order.products.some(({ shipped }) => shipped > 0) || order.status === 'canceled';
  const save = async (values: Address) => {
    const body = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    await mutateAsync({ params: { path: { order_uuid } }, body: body as Schemas['PostalAddressDto'] });
    toast.success(t('common.saved'));
  };
  return (
    <Card
      title={t('order.shipTo')}
      actions={
        !hasLeft &&
        can('write:orders') && (
          <FormDialog
            trigger={
              <Button size="sm" variant="ghost">
                <Pencil aria-hidden />
                {t('common.edit')}
              </Button>
            }
            title={t('order.editAddress')}
            submit={t('common.save')}
            schema={addressSchema}
            defaults={Object.fromEntries(fields.map((field) => [field, address?.[field] ?? '']))}
            onSubmit={save}
          >
            <div className="grid gap-3 sm:grid-cols-2">
              {fields.map((field) => (
                <TextField key={field} name={field} label={t(`address.${field}`)} />
              ))}
            </div>
          </FormDialog>
        )
      }
    >
      {address ? <AddressLines address={address} /> : <p className="text-muted">{t('order.noAddress')}</p>}
      {billing?.address && (
        <>
          <h3 className="mt-4 mb-1 text-sm font-medium text-muted">{t('order.billTo')}</h3>
          <AddressLines address={billing.address} />
        </>
      )}
    </Card>
  );
}

function AddressLines({ address }: { address: Schemas['PostalAddressDto'] }) {
  const lines = [
    address.company,
    [address.first_name, address.last_name].filter(Boolean).join(' '),
    address.address,
    address.line2,
    [address.post_code, address.city].filter(Boolean).join(' '),
    [address.region, address.country].filter(Boolean).join(', '),
  ];
  return (
    <address className="flex gap-2 not-italic">
      <MapPin className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
      <span>
        {lines.filter(Boolean).map((line, at) => (
          <span key={at} className="block">
            {line}
          </span>
        ))}
      </span>
    </address>
  );
}
