import { getRouteApi, Link } from '@tanstack/react-router';
import { Paperclip, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { useCan, useMe } from '../api/me';
import { download } from '../lib/download';
import { moment } from '../lib/format';
import { Badge, Status } from '../ui/badge';
import { Button } from '../ui/button';
import { Card, Facts } from '../ui/card';
import { Page } from '../ui/page';
import { toast } from '../ui/toast';
import { Failure, Skeleton } from '../ui/states';
import { TicketReply } from './ticket-reply';

type Detail = Schemas['TicketAdminDetail'];
type Message = Schemas['TicketAdminMessage'];

const route = getRouteApi('/shell/tickets/$ticket');

export function Ticket() {
  const { t } = useTranslation();
  const can = useCan();
  const { ticket: ticket_uuid } = route.useParams();
  const { data, error, refetch } = api.useQuery('get', '/api/admin/support/tickets/{ticket_uuid}', {
    params: { path: { ticket_uuid } },
  });
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Skeleton rows={10} />;
  return (
    <Page
      title={data.subject}
      beside={<Status value={data.status} />}
      subtitle={data.number}
      actions={can('write:tickets') && <StatusActions ticket={data} />}
    >
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-3">
          {data.messages.map((message) => (
            <MessageCard key={message.message_uuid} ticket={data} message={message} />
          ))}
          {can('write:tickets') && <TicketReply ticket={data} />}
        </div>
        <Card title={t('tickets.about')}>
          <Facts
            rows={[
              [t('tickets.from'), <From ticket={data} />],
              [t('customer.email'), data.email],
              [t('tickets.assignee'), <Assignee ticket={data} />],
              [
                t('tickets.order'),
                data.order && (
                  <Link to="/orders/$order" params={{ order: data.order }} className="text-accent hover:underline">
                    {t('tickets.showOrder')}
                  </Link>
                ),
              ],
              [t('tickets.opened'), moment(data.created)],
            ]}
          />
        </Card>
      </div>
    </Page>
  );
}

/** Leads to the page of the customer, where there is one. */
function From({ ticket: { customer, name } }: { ticket: Detail }) {
  const { t } = useTranslation();
  const can = useCan();
  if (!customer || !can('read:customers')) return name;
  return (
    <Link to="/customers/$customer" params={{ customer: customer.uuid }} className="text-accent hover:underline">
      {name || (customer.username ?? t('customers.guest'))}
    </Link>
  );
}

function MessageCard({ ticket, message }: { ticket: Detail; message: Message }) {
  const { t } = useTranslation();
  const { kind, staff, text, created, attachments } = message;
  const tones = { customer: 'bg-surface', staff: 'bg-accent-soft', note: 'bg-warn-soft' };
  return (
    <article className={`rounded-xl border border-line px-4 py-3 ${tones[kind]}`}>
      <header className="mb-1 flex flex-wrap items-center gap-2">
        <strong className="font-semibold">
          {kind === 'customer' ? ticket.name : (staff?.username ?? t('tickets.staff'))}
        </strong>
        {kind === 'note' && <Badge tone="warn">{t('tickets.note')}</Badge>}
        <time dateTime={created} className="ml-auto text-sm text-muted">
          {moment(created)}
        </time>
      </header>
      <p className="break-words whitespace-pre-line">{text}</p>
      {attachments.map(({ attachment_uuid, name }) => (
        <Button
          key={attachment_uuid}
          size="sm"
          className="mt-2 mr-2"
          onClick={() =>
            void download(`/api/admin/support/tickets/${ticket.ticket_uuid}/attachments/${attachment_uuid}`, name)
          }
        >
          <Paperclip aria-hidden />
          {name}
        </Button>
      ))}
    </article>
  );
}

const settable = ['waiting_staff', 'solved', 'closed'] as const;

function StatusActions({ ticket: { ticket_uuid, status } }: { ticket: Detail }) {
  const { t } = useTranslation();
  const { mutate, mutateAsync, isPending } = api.useMutation('put', '/api/admin/support/tickets/{ticket_uuid}/status');
  const write = (to: (typeof settable)[number]) => ({ params: { path: { ticket_uuid } }, body: { status: to } });
  const set = (to: (typeof settable)[number]) => () =>
    mutate(write(to), {
      onSuccess: () => {
        const undo = settable.find((before) => before === status);
        const text = t('tickets.statusNow', { status: t(`status.${to}`) });
        toast.success(text, undo && (() => mutateAsync(write(undo))));
      },
    });
  const isDone = status === 'solved' || status === 'closed';
  return (
    <div className="flex gap-2">
      {isDone || status === 'waiting_customer' ? (
        <Button busy={isPending} onClick={set('waiting_staff')}>
          {t('tickets.reopen')}
        </Button>
      ) : null}
      {!isDone && (
        <Button busy={isPending} onClick={set('solved')}>
          {t('tickets.solve')}
        </Button>
      )}
      {status !== 'closed' && (
        <Button busy={isPending} onClick={set('closed')}>
          {t('tickets.close')}
        </Button>
      )}
    </div>
  );
}

function Assignee({ ticket: { ticket_uuid, assignee } }: { ticket: Detail }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const { mutate, isPending } = api.useMutation('put', '/api/admin/support/tickets/{ticket_uuid}/assignee');
  return (
    <span className="flex flex-wrap items-center justify-end gap-2">
      {assignee?.username ?? t('tickets.nobody')}
      {assignee?.uuid !== me.uuid && can('write:tickets') && (
        <Button
          size="sm"
          busy={isPending}
          onClick={() => mutate({ params: { path: { ticket_uuid } }, body: { force: assignee !== null } })}
        >
          <UserPlus aria-hidden />
          {t('tickets.take')}
        </Button>
      )}
    </span>
  );
}
