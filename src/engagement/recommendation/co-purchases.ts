import { strongest } from './strongest.js';

/** Who bought what, with a weight that falls with the age of the purchase. Products are numbered from 0. */
export interface Purchases {
  products: number;
  /** Where each customer's purchases begin, and at last where they end. */
  starts: Int32Array;
  product: Int32Array;
  weight: Float32Array;
}

/** By target product: what pulls a customer to it, and how strongly. */
export interface Pulls {
  sources: number[];
  weights: number[];
}

const neighbors = 50;
/** Added to the diagonal: how much a neighbor must be bought together before it counts. */
const ridge = 10;
/** Bounds the sums that are kept: 8 bytes each, 80 MiB for a catalog of any size. */
const maxSums = 10_000_000;
const minSumsPerProduct = 2 * neighbors;

/**
 * What pulls to each product: a ridge regression on its nearest neighbors among the co-purchases (after EASE, Steck 2019,
 * without its dense inverse). Unlike a cosine, it does not count one signal as often as there are similar neighbors.
 */
export function* pullsOf(purchases: Purchases): Generator<Pulls> {
  const { own, sums, nearest } = coPurchases(purchases);
  const position = new Int32Array(purchases.products).fill(-1);
  for (let product = 0; product < purchases.products; product++) {
    const { others: ids, values } = nearest.row(product);
    ids.forEach((id, at) => (position[id] = at));
    const matrix = Array.from(ids, () => new Float64Array(ids.length));
    ids.forEach((id, at) => {
      const cells = matrix[at] as Float64Array;
      cells[at] = (own[id] ?? 0) + ridge;
      const { others, values } = sums.row(id);
      others.forEach((neighbor, entry) => {
        const other = position[neighbor] ?? -1;
        if (other < 0) return;
        cells[other] = values[entry] ?? 0;
        (matrix[other] as Float64Array)[at] = values[entry] ?? 0;
      });
    });
    ids.forEach((id) => (position[id] = -1));
    yield { sources: [...ids], weights: solve(matrix, values) };
  }
}

/** Some values for each product, in two arrays: an array for each product would take more memory than what is in it. */
class SparseRows {
  private readonly others: Int32Array;
  private readonly values: Float32Array;
  private readonly lengths: Int32Array;

  constructor(
    products: number,
    readonly width: number,
  ) {
    this.others = new Int32Array(products * width);
    this.values = new Float32Array(products * width);
    this.lengths = new Int32Array(products);
  }

  set(product: number, others: number[], values: Float64Array): void {
    others.forEach((other, at) => {
      this.others[product * this.width + at] = other;
      this.values[product * this.width + at] = values[other] ?? 0;
    });
    this.lengths[product] = others.length;
  }

  row(product: number): { others: Int32Array; values: Float32Array } {
    const start = product * this.width;
    const end = start + (this.lengths[product] ?? 0);
    return { others: this.others.subarray(start, end), values: this.values.subarray(start, end) };
  }
}

interface CoPurchases {
  /** By product: the sum of its squared weights. */
  own: Float64Array;
  /** By product: its sums with the others. */
  sums: SparseRows;
  /** Those of them with its neighbors, the nearest first. */
  nearest: SparseRows;
}

function coPurchases(purchases: Purchases): CoPurchases {
  const { products } = purchases;
  const buyers = buyersOf(purchases);
  const own = new Float64Array(products);
  purchases.product.forEach((product, at) => (own[product] = (own[product] ?? 0) + (purchases.weight[at] ?? 0) ** 2));
  const width = Math.min(products, Math.max(minSumsPerProduct, Math.floor(maxSums / products)));
  const [sums, nearest] = [new SparseRows(products, width), new SparseRows(products, neighbors)];
  const [row, nearness] = [new Float64Array(products), new Float64Array(products)];
  for (let product = 0; product < products; product++) {
    const touched = addRow(row, product, purchases, buyers);
    for (const id of touched) nearness[id] = (row[id] ?? 0) / (Math.sqrt((own[product] ?? 0) * (own[id] ?? 0)) + 1);
    nearest.set(product, strongest(touched, nearness, neighbors), row);
    sums.set(product, touched.length > width ? strongest(touched, row, width) : touched, row);
    for (const id of touched) row[id] = 0;
  }
  return { own, sums, nearest };
}

/** Adds the sums of one product with every other to `row`. Returns the others. */
function addRow(row: Float64Array, product: number, purchases: Purchases, buyers: Buyers): number[] {
  const touched: number[] = [];
  for (let at = buyers.starts[product] ?? 0; at < (buyers.starts[product + 1] ?? 0); at++) {
    const customer = buyers.customer[at] ?? 0;
    const weight = buyers.weight[at] ?? 0;
    for (let entry = purchases.starts[customer] ?? 0; entry < (purchases.starts[customer + 1] ?? 0); entry++) {
      const other = purchases.product[entry] ?? 0;
      if (other === product) continue;
      if (row[other] === 0) touched.push(other);
      row[other] = (row[other] ?? 0) + weight * (purchases.weight[entry] ?? 0);
    }
  }
  return touched;
}

interface Buyers {
  starts: Int32Array;
  customer: Int32Array;
  weight: Float32Array;
}

/** The same purchases by product. */
function buyersOf({ products, starts, product, weight }: Purchases): Buyers {
  const ends = new Int32Array(products + 1);
  for (const id of product) ends[id + 1] = (ends[id + 1] ?? 0) + 1;
  for (let id = 0; id < products; id++) ends[id + 1] = (ends[id + 1] ?? 0) + (ends[id] ?? 0);
  const next = ends.slice();
  const buyers: Buyers = {
    starts: ends,
    customer: new Int32Array(product.length),
    weight: new Float32Array(product.length),
  };
  for (let customer = 0; customer + 1 < starts.length; customer++)
    for (let at = starts[customer] ?? 0; at < (starts[customer + 1] ?? 0); at++) {
      const id = product[at] ?? 0;
      const to = next[id] ?? 0;
      buyers.customer[to] = customer;
      buyers.weight[to] = weight[at] ?? 0;
      next[id] = to + 1;
    }
  return buyers;
}

/** Solves `matrix · x = right` for a symmetric, positive definite matrix, by Cholesky; overwrites the matrix. */
function solve(matrix: Float64Array[], right: Float32Array): number[] {
  const at = (row: number, column: number) => matrix[row]?.[column] ?? 0;
  const x: number[] = [];
  for (let row = 0; row < matrix.length; row++) {
    const values = matrix[row] as Float64Array;
    for (let column = 0; column <= row; column++) {
      const others = matrix[column] as Float64Array;
      let sum = values[column] ?? 0;
      for (let each = 0; each < column; each++) sum -= (values[each] ?? 0) * (others[each] ?? 0);
      values[column] = row === column ? Math.sqrt(sum) : sum / (others[column] ?? 1);
    }
    let sum = right[row] ?? 0;
    for (let column = 0; column < row; column++) sum -= (values[column] ?? 0) * (x[column] ?? 0);
    x[row] = sum / (values[row] ?? 1);
  }
  for (let row = matrix.length - 1; row >= 0; row--) {
    let sum = x[row] ?? 0;
    for (let below = row + 1; below < matrix.length; below++) sum -= at(below, row) * (x[below] ?? 0);
    x[row] = sum / at(row, row);
  }
  return x;
}
