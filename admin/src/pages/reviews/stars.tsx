import { useTranslation } from 'react-i18next';

export function Stars({ rating }: { rating: number }) {
  const { t } = useTranslation();
  return (
    <span role="img" aria-label={t('reviews.stars', { rating })} className="tracking-wider whitespace-nowrap text-warn">
      {'★'.repeat(rating)}
      <span className="text-line">{'★'.repeat(5 - rating)}</span>
    </span>
  );
}
