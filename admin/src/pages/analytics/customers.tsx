import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client';
import { count, money } from '../../lib/format';
import { Card } from '../../ui/card';
import { HeatTable } from '../../ui/heat-table';
import { Empty } from '../../ui/states';
import { Table } from '../../ui/table';
import { RepeatCard } from './repeat-card';
import { Figures, ReportPage } from './report-page';

const fifths = [1, 2, 3, 4, 5];

/** By recency, frequency and money. */
export function CustomerReport() {
  const { t } = useTranslation();
  const query = api.useQuery('get', '/api/admin/analytics/customers');
  return (
    <ReportPage name="customers" search={{}} query={query}>
      {(report) =>
        report.customers === 0 ? (
          <Card>
            <Empty title={t('analytics.nothing')} hint={t('customers.emptyHint')} />
          </Card>
        ) : (
          <Report report={report} />
        )
      }
    </ReportPage>
  );
}

function Report({ report }: { report: Schemas['CustomerReport'] }) {
  const { t } = useTranslation();
  const { currency, customers, repeat_customers, repeat_rate, segments } = report;
  const numberOf = (recency: number, frequency: number) =>
    segments
      .filter((segment) => segment.recency === recency && segment.frequency === frequency)
      .reduce((sum, segment) => sum + segment.customers, 0);
  const most = Math.max(...fifths.flatMap((recency) => fifths.map((frequency) => numberOf(recency, frequency))), 1);
  return (
    <>
      <Figures
        figures={[
          [t('analytics.customers'), count(customers)],
          [t('analytics.repeat'), count(repeat_customers)],
          [t('analytics.repeatRate'), `${money(repeat_rate)} %`],
        ]}
      />
      <RepeatCard />
      <Card title={t('analytics.rfm')}>
        <p className="mb-3 max-w-prose text-muted">{t('analytics.rfmHint')}</p>
        <HeatTable
          caption={t('analytics.rfm')}
          corner={`${t('analytics.recency')} ↓ ${t('analytics.frequency')} →`}
          columns={fifths.map(String)}
          rows={fifths.toReversed().map((recency) => ({
            name: String(recency),
            cells: fifths.map((frequency) => {
              const number = numberOf(recency, frequency);
              return number === 0
                ? undefined
                : {
                    text: <SegmentLink scores={{ recency, frequency }} customers={number} />,
                    heat: number / most,
                  };
            }),
          }))}
        />
      </Card>
      <Card title={t('analytics.segments')} flush>
        <Table
          caption={t('analytics.segments')}
          rows={segments}
          rowKey={({ recency, frequency, money: spent }) => `${recency} ${frequency} ${spent}`}
          columns={[
            { title: t('analytics.recency'), right: true, cell: ({ recency }) => recency },
            { title: t('analytics.frequency'), right: true, cell: ({ frequency }) => frequency },
            { title: t('analytics.money'), right: true, cell: (segment) => segment.money },
            {
              title: t('analytics.customers'),
              right: true,
              cell: (segment) => (
                <SegmentLink
                  scores={{ recency: segment.recency, frequency: segment.frequency, money: segment.money }}
                  customers={segment.customers}
                />
              ),
            },
            { title: t('analytics.orders'), right: true, wide: true, cell: ({ orders }) => count(orders) },
            { title: t('analytics.gross'), right: true, wide: true, cell: ({ gross }) => money(gross, currency) },
          ]}
        />
      </Card>
    </>
  );
}

interface SegmentLinkProps {
  scores: { recency: number; frequency: number; money?: number };
  customers: number;
}

/** From their number to themselves. */
function SegmentLink({ scores, customers }: SegmentLinkProps) {
  return (
    <Link
      to="/analytics/customers/segment"
      search={scores}
      className="underline decoration-dotted hover:decoration-solid"
    >
      {count(customers)}
    </Link>
  );
}
