import { toAmount, toBasisPoints } from '../../lib/basis-points';

export interface PriceRule {
  mode: 'percent' | 'value';
  amount: string;
}

const plain = (text: string): string => text.replaceAll(/[\s%+]/g, '').replace('\u2212', '-');

export const isRule = ({ mode, amount }: PriceRule): boolean =>
  mode === 'value'
    ? /^\d{1,11}([.,]\d{1,2})?$/.test(amount.trim())
    : /^-?\d{1,4}([.,]\d{1,2})?$/.test(plain(amount)) && toBasisPoints(plain(amount)) > -10_000;

/** A price as the API has it after the rule, rounded to the smallest coin; the rule is a good one. */
export function newPrice(price: string, { mode, amount }: PriceRule): string {
  const decimals = price.split('.')[1]?.length ?? 0;
  if (mode === 'value') return toAmount(amount);
  const coins = Math.round((Number(price.replace('.', '')) * (10_000 + toBasisPoints(plain(amount)))) / 10_000);
  return (coins / 10 ** decimals).toFixed(decimals);
}
