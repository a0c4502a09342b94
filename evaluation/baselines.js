// What a shop without these recommendations would show.
import { strongest } from './dist.js';
import { productsByCustomer } from './protocol.js';

const dayMs = 86_400_000;
const halfLifeDays = 30;
const [predicted, neighbors, shrinkage] = [20, 50, 1];

/** By name: a function of a customer that returns the products to recommend, the best first. */
export function baselines(past, bought, cutOff) {
  const products = [...new Set(past.map(({ product }) => product))].toSorted();
  const numbers = new Map(products.map((product, at) => [product, at]));
  const daysAgo = (days) => past.filter(({ placed_at }) => placed_at >= cutOff - days * dayMs);
  const best = (scores, customer) => {
    const candidates = products.keys().filter((at) => scores[at] > 0 && !bought.get(customer).has(products[at]));
    return strongest(candidates, scores, predicted).map((at) => products[at]);
  };
  const popular = (lines) => {
    const scores = buyersOf(lines, numbers);
    return (customer) => best(scores, customer);
  };
  const recent = buyersOf(daysAgo(14), numbers);
  const leads = cosines(past, numbers, cutOff);
  const byCosine = (customer) => {
    const scores = new Float64Array(products.length);
    for (const product of bought.get(customer))
      for (const [other, value] of leads[numbers.get(product)]) scores[other] += value;
    const mostOf = (part) =>
      part.reduce((most, value, at) => (bought.get(customer).has(products[at]) ? most : Math.max(most, value)), 0) || 1;
    const [mostCosine, mostRecent] = [mostOf(scores), mostOf(recent)];
    return best(
      scores.map((value, at) => value / mostCosine + recent[at] / mostRecent),
      customer,
    );
  };
  return {
    'bestsellers of all time': popular(past),
    'bestsellers of 7 days': popular(daysAgo(7)),
    'cosine of co-purchases, half with the sales of 14 days': byCosine,
  };
}

/** Customers by product. */
function buyersOf(lines, numbers) {
  const buyers = new Float64Array(numbers.size);
  for (const own of productsByCustomer(lines).values()) for (const product of own) buyers[numbers.get(product)]++;
  return buyers;
}

/** By product: which products it leads to, over purchases that lose half of their weight in 30 days. */
function cosines(past, numbers, cutOff) {
  const size = numbers.size;
  const weights = new Map();
  for (const { customer, product, placed_at } of past) {
    const own = weights.get(customer) ?? new Map();
    weights.set(customer, own);
    const at = numbers.get(product);
    own.set(at, Math.max(own.get(at) ?? 0, 2 ** ((placed_at - cutOff) / dayMs / halfLifeDays)));
  }
  const sums = new Float32Array(size * size);
  for (const own of weights.values())
    for (const [at, weight] of own) for (const [other, theirs] of own) sums[at * size + other] += weight * theirs;
  const leads = Array.from({ length: size }, () => []);
  const nearness = new Float64Array(size);
  for (let at = 0; at < size; at++) {
    for (let other = 0; other < size; other++)
      nearness[other] =
        other === at
          ? 0
          : sums[at * size + other] / (Math.sqrt(sums[at * size + at] * sums[other * size + other]) + shrinkage);
    for (const other of strongest(nearness.keys(), nearness, neighbors)) leads[other].push([at, nearness[other]]);
  }
  return leads;
}
