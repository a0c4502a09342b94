import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { LifeBuoy, Package, ShoppingBag, User } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../api/client';
import { useCan } from '../api/me';
import { navigation } from './navigation';

interface Hit {
  id: string;
  icon: typeof User;
  title: string;
  note: string;
  go: () => unknown;
}

/** Goes to a page, or finds an order, a product, a ticket or a customer by what is typed. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [selected, setSelected] = useState('');
  const hits = useHits(text.trim());
  const first = hits[0]?.id;
  useEffect(() => {
    if (first) setSelected(first);
  }, [first]);
  const close = (go: () => unknown) => () => {
    onClose();
    void go();
  };
  const itemClass =
    'flex items-center gap-2.5 rounded-lg px-2.5 py-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent [&_svg]:size-4.5';
  const pages = navigation.flatMap(({ entries }) => entries).filter(({ permission }) => !permission || can(permission));
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label={t('palette.open')}
      overlayClassName="animate-fade fixed inset-0 z-40 bg-black/40"
      contentClassName="animate-appear fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-2xl border border-line bg-raised shadow-float"
      value={selected}
      onValueChange={setSelected}
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={t('palette.placeholder')}
        className="w-full border-b border-line bg-transparent px-4 py-3.5 text-lg outline-none"
      />
      <Command.List className="max-h-[60dvh] overflow-y-auto p-2" label={t('palette.open')}>
        {hits.length === 0 && (
          <Command.Empty className="px-3 py-6 text-center text-muted">{t('list.nothingFound')}</Command.Empty>
        )}
        {hits.length > 0 && (
          <Command.Group
            heading={t('palette.found')}
            forceMount
            className="text-xs text-muted [&_[cmdk-item]]:text-base [&_[cmdk-item]]:text-ink"
          >
            {hits.map(({ id, icon: Icon, title, note, go }) => (
              <Command.Item key={id} value={id} forceMount onSelect={close(go)} className={itemClass}>
                <Icon aria-hidden />
                <span className="truncate">{title}</span>
                <span className="ml-auto truncate text-sm text-muted">{note}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        <Command.Group
          heading={t('palette.pages')}
          className="text-xs text-muted [&_[cmdk-item]]:text-base [&_[cmdk-item]]:text-ink"
        >
          {pages.map(({ to, icon: Icon, name }) => (
            <Command.Item
              key={to}
              value={to}
              keywords={[t(`nav.${name}`)]}
              onSelect={close(() => navigate({ to }))}
              className={itemClass}
            >
              <Icon aria-hidden />
              {t(`nav.${name}`)}
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}

function useHits(text: string): Hit[] {
  const can = useCan();
  const navigate = useNavigate();
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  const { data } = useQuery({
    queryKey: ['palette', asked],
    enabled: asked.length >= 2,
    placeholderData: (before: Hit[] | undefined) => before,
    queryFn: async (): Promise<Hit[]> => {
      const query = { search: asked, page_size: 5 };
      const [orders, tickets, products, customers] = await Promise.all([
        can('read:orders') ? client.GET('/api/admin/orders', { params: { query } }) : undefined,
        can('read:tickets') ? client.GET('/api/admin/support/tickets', { params: { query } }) : undefined,
        can('read:products') ? client.GET('/api/admin/products', { params: { query } }) : undefined,
        can('read:customers') ? client.GET('/api/admin/customers', { params: { query } }) : undefined,
      ]);
      return [
        ...(orders?.data?.results ?? []).map(({ order_uuid, number, customer }) => ({
          id: `order ${order_uuid}`,
          icon: ShoppingBag,
          title: number,
          note: customer,
          go: () => navigate({ to: '/orders/$order', params: { order: order_uuid } }),
        })),
        ...(tickets?.data?.results ?? []).map(({ ticket_uuid, number, subject }) => ({
          id: `ticket ${ticket_uuid}`,
          icon: LifeBuoy,
          title: subject,
          note: number,
          go: () => navigate({ to: '/tickets/$ticket', params: { ticket: ticket_uuid } }),
        })),
        ...(products?.data?.results ?? []).map(({ uuid, name, price }) => ({
          id: `product ${uuid}`,
          icon: Package,
          title: name,
          note: price,
          go: () => navigate({ to: '/products/$product', params: { product: uuid } }),
        })),
        ...(customers?.data?.results ?? []).map(({ uuid, username, email }) => ({
          id: `customer ${uuid}`,
          icon: User,
          title: username,
          note: email,
          go: () => navigate({ to: '/customers/$customer', params: { customer: uuid } }),
        })),
      ];
    },
  });
  return text.length >= 2 ? (data ?? []) : [];
}
