import { parseArgs } from 'node:util';
import { StartError } from '../config/start-error.js';
import type { LargeShopSizes } from './large-plan.js';

const defaults: LargeShopSizes = { products: 100_000, customers: 100_000, orders: 1_000_000 };
const [least, most] = [10, 10_000_000];

/** @throws StartError */
export function largeShopSizes(args: string[]): LargeShopSizes {
  const names = Object.keys(defaults) as (keyof LargeShopSizes)[];
  const usage = `npm run db:seed:large -- ${names.map((name) => `[--${name} <number>]`).join(' ')}, each from ${least} to ${most}`;
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    });
    const sizes = names.map((name) => [name, Number(values[name] ?? defaults[name])] as const);
    if (sizes.every(([, size]) => Number.isInteger(size) && size >= least && size <= most))
      return Object.fromEntries(sizes) as unknown as LargeShopSizes;
  } catch {
    // An unknown option: the usage says which there are.
  }
  throw new StartError(usage);
}
