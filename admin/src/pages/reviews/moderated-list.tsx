import type { ComponentProps, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ago } from '../../lib/format';
import { Status } from '../../ui/badge';
import { Button } from '../../ui/button';
import { ListPage } from '../../ui/list-page';
import { toast } from '../../ui/toast';
import { AnswerDialog } from './answer-dialog';
import { Stars } from './stars';

interface Moderated {
  rating: number;
  status: 'pending' | 'published' | 'hidden';
  answer: { text: string } | null;
  date_created: string;
}

/** What staff can do with one of them, each as a request. */
export interface Moderation {
  /** Where they wait for it. */
  approve?: () => Promise<unknown>;
  hide: () => Promise<unknown>;
  restore: () => Promise<unknown>;
  answer: (text: string) => Promise<unknown>;
  withdrawAnswer: () => Promise<unknown>;
}

type ListProps<Row> = ComponentProps<typeof ListPage<Row>>;

interface ModeratedListProps<Row> extends Pick<ListProps<Row>, 'title' | 'search' | 'query' | 'rowKey' | 'empty'> {
  statuses: readonly Row['status' & keyof Row][];
  /** What the customer wrote. */
  text: (row: Row) => { title?: string; text: string; by: ReactNode };
  /** Nothing for those who may only look. */
  moderation: ((row: Row) => Moderation) | undefined;
}

/** Opinions of customers, which staff hide, show again and answer. */
export function ModeratedList<Row extends Moderated>(props: ModeratedListProps<Row>) {
  const { statuses, text, moderation, ...list } = props;
  const { t } = useTranslation();
  return (
    <ListPage
      {...list}
      filters={[
        {
          key: 'status',
          label: t('common.status'),
          options: (statuses as readonly Moderated['status'][]).map((value) => [value, t(`status.${value}`)]),
        },
        {
          key: 'rating',
          label: t('reviews.rating'),
          options: ['5', '4', '3', '2', '1'].map((value) => [value, value]),
        },
      ]}
      columns={[
        {
          title: t('reviews.review'),
          className: 'min-w-64 py-3',
          cell: (row) => {
            const { title, text: written, by } = text(row);
            return (
              <>
                <p className="flex flex-wrap gap-x-2">
                  <Stars rating={row.rating} /> {title && <strong className="font-semibold">{title}</strong>}
                </p>
                <p className="max-w-prose">{written}</p>
                <p className="text-sm text-muted">{by}</p>
                {row.answer && <p className="mt-1 border-l-2 border-accent pl-2 text-sm">{row.answer.text}</p>}
              </>
            );
          },
        },
        { title: t('common.status'), cell: ({ status }) => <Status value={status} /> },
        { title: t('reviews.written'), wide: true, right: true, cell: ({ date_created }) => ago(date_created) },
        {
          title: t('common.actions'),
          right: true,
          cell: (row) => moderation && <Actions row={row} moderation={moderation(row)} />,
        },
      ]}
    />
  );
}

function Actions({ row: { status, answer }, moderation }: { row: Moderated; moderation: Moderation }) {
  const { t } = useTranslation();
  const { approve, hide, restore, answer: save, withdrawAnswer } = moderation;
  /** What failed is said by the request itself. */
  const done = (work: () => Promise<unknown>, text: string, undo: () => Promise<unknown>) => () =>
    void work().then(
      () => toast.success(text, undo),
      () => undefined,
    );
  return (
    <span className="flex flex-wrap justify-end gap-1.5">
      {status === 'pending' && approve && (
        <Button size="sm" onClick={() => void approve().catch(() => undefined)}>
          {t('reviews.approve')}
        </Button>
      )}
      {status === 'hidden' ? (
        <Button size="sm" onClick={done(restore, t('reviews.shownNow'), hide)}>
          {t('reviews.restore')}
        </Button>
      ) : (
        <Button
          size="sm"
          variant="ghost"
          onClick={
            // What waited for approval would be published by taking it back.
            status === 'pending'
              ? () => void hide().catch(() => undefined)
              : done(hide, t('reviews.hiddenNow'), restore)
          }
        >
          {t('reviews.hide')}
        </Button>
      )}
      {answer && (
        <Button
          size="sm"
          variant="ghost"
          onClick={done(withdrawAnswer, t('reviews.withdrawn'), () => save(answer.text))}
        >
          {t('reviews.withdraw')}
        </Button>
      )}
      <AnswerDialog answer={answer?.text} save={({ text }) => save(text)} />
    </span>
  );
}
