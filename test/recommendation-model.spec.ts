import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Purchases, pullsOf } from '../src/engagement/recommendation/co-purchases.js';
import { similarNames } from '../src/engagement/recommendation/similar-names.js';
import { strongest } from '../src/engagement/recommendation/strongest.js';

const products = 8;

/** Purchases of customers, each a weight by product. */
function purchasesOf(customers: Map<number, number>[]): Purchases {
  const starts = [0];
  for (const own of customers) starts.push((starts.at(-1) ?? 0) + own.size);
  return {
    products,
    starts: Int32Array.from(starts),
    product: Int32Array.from(customers.flatMap((own) => [...own.keys()])),
    weight: Float32Array.from(customers.flatMap((own) => [...own.values()])),
  };
}

const anyCustomers = fc.array(
  fc
    .array(fc.tuple(fc.nat(products - 1), fc.constantFrom(0.25, 0.5, 1)), { minLength: 1, maxLength: products })
    .map((entries) => new Map(entries)),
  { minLength: 1, maxLength: 30 },
);

describe('recommendations: the model', () => {
  it('takes the strongest, of equal ones the first', () => {
    const anyScores = fc.array(fc.nat(5), { maxLength: 40 });
    fc.assert(
      fc.property(anyScores, fc.integer({ min: 1, max: 10 }), (scores, most) => {
        const sorted = [...scores.keys()].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
        expect(strongest(scores.keys(), scores, most)).toEqual(sorted.slice(0, most));
      }),
    );
  });

  it('solves each product’s ridge regression over what was bought with it', () => {
    fc.assert(
      fc.property(anyCustomers, (customers) => {
        const sum = (a: number, b: number) =>
          customers.reduce((total, own) => total + (own.get(a) ?? 0) * (own.get(b) ?? 0), 0);
        const pulls = [...pullsOf(purchasesOf(customers))];
        expect(pulls).toHaveLength(products);
        pulls.forEach(({ sources, weights }, target) => {
          const together = [...Array(products).keys()].filter((other) => other !== target && sum(target, other) > 0);
          expect(sources.toSorted((a, b) => a - b)).toEqual(together);
          for (const row of sources) {
            const left = sources.reduce((total, column, at) => {
              const cell = sum(row, column) + (row === column ? 10 : 0);
              return total + cell * (weights[at] ?? 0);
            }, 0);
            expect(left).toBeCloseTo(sum(row, target), 4);
          }
        });
      }),
    );
  });

  it('finds names with rare words in common, in any case; not the product itself', () => {
    const names = ['Oak lamp', 'OAK LAMP, small', 'Steel lamp', 'Steel lamp small', 'Wool blanket', 'Чайник'];
    const [first] = [...similarNames(names)];
    expect(first?.sources.slice(0, 2)).toEqual([1, 2]);
    expect(first?.sources).not.toContain(0);
    expect(first?.sources).not.toContain(4);
    expect([...similarNames(['', '!!'])]).toEqual([
      { sources: [], weights: [] },
      { sources: [], weights: [] },
    ]);
  });
});

it('recommendations: name what customers buy next more often than bestsellers', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'evaluation/recommendations.js',
    'evaluation/sample.csv',
  ]);
  const shop = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
  const bestsellers = Number(/^ +([\d.]+).*bestsellers of all time$/m.exec(stdout)?.[1]);
  expect(bestsellers).toBeGreaterThan(0.1);
  expect(shop['hit_rate_10']).toBeGreaterThan(bestsellers + 0.1);
  expect(shop['products_shown']).toBeGreaterThan(40);
});
