// Predicts each customer's next basket, and compares.

const shown = 10;
const recalled = 20;

/**
 * The first basket of each customer with a history after the cut-off, without what the customer has bought before: the
 * products to predict, by customer.
 */
export function split(lines, cutOff) {
  const past = lines.filter(({ placed_at }) => placed_at < cutOff);
  const bought = productsByCustomer(past);
  const first = new Map();
  for (const line of lines.filter(({ placed_at, customer }) => placed_at >= cutOff && bought.has(customer))) {
    const known = first.get(line.customer);
    if (!known || line.placed_at < known.placed_at) first.set(line.customer, line);
  }
  const baskets = new Map();
  for (const [customer, { order }] of first) {
    const basket = lines.filter((line) => line.order === order && line.placed_at >= cutOff);
    const fresh = new Set(basket.map(({ product }) => product).filter((product) => !bought.get(customer).has(product)));
    if (fresh.size > 0) baskets.set(customer, fresh);
  }
  return { past, bought, baskets };
}

export function productsByCustomer(lines) {
  const bought = new Map();
  for (const { customer, product } of lines) bought.set(customer, (bought.get(customer) ?? new Set()).add(product));
  return bought;
}

/**
 * @param predict the products recommended to a customer, the best first
 * @returns hit rate: customers with one of the first ten in the basket; recall: share of the basket, of 20 products at
 * most, among the first twenty; MRR: mean of 1 / place of the first hit among the twenty
 */
export async function judge(baskets, predict) {
  const sum = { hits: 0, recall: 0, reciprocal: 0 };
  const everShown = new Set();
  for (const [customer, basket] of baskets) {
    const predicted = (await predict(customer)).slice(0, recalled);
    for (const product of predicted.slice(0, shown)) everShown.add(product);
    const places = predicted.flatMap((product, at) => (basket.has(product) ? [at] : []));
    sum.hits += places[0] < shown ? 1 : 0;
    sum.recall += places.length / Math.min(recalled, basket.size);
    sum.reciprocal += places.length > 0 ? 1 / (places[0] + 1) : 0;
  }
  const share = (value) => Number((value / baskets.size).toFixed(4));
  return {
    hit_rate_10: share(sum.hits),
    recall_20: share(sum.recall),
    mrr: share(sum.reciprocal),
    products_shown: everShown.size,
  };
}
