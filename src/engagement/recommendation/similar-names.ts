import type { Pulls } from './co-purchases.js';
import { strongest } from './strongest.js';

const similarProducts = 50;
/** A word in more names says too little about any of them, and costs the most. */
const maxProductsPerWord = 2_000;

/** Which other products have similar names: the dot product of their words' TF-IDF, each name of length 1. */
export function* similarNames(names: string[]): Generator<Pulls> {
  const { vectors, productsByWord } = vectorsOf(names);
  const score = new Float64Array(names.length);
  for (const [product, vector] of vectors.entries()) {
    const touched: number[] = [];
    for (const [word, weight] of vector)
      for (const [other, theirs] of productsByWord.get(word) ?? []) {
        if (other === product) continue;
        if (score[other] === 0) touched.push(other);
        score[other] = (score[other] ?? 0) + weight * theirs;
      }
    const sources = strongest(touched, score, similarProducts);
    yield { sources, weights: sources.map((other) => score[other] ?? 0) };
    for (const other of touched) score[other] = 0;
  }
}

function vectorsOf(names: string[]) {
  const words = names.map((name) => new Set(name.toLowerCase().match(/\p{L}{2,}/gu)));
  const occurrences = new Map<string, number>();
  for (const each of words) for (const word of each) occurrences.set(word, (occurrences.get(word) ?? 0) + 1);
  const productsByWord = new Map<string, [number, number][]>();
  const vectors = words.map((wordsOfName, product) => {
    const rare = [...wordsOfName].filter((word) => (occurrences.get(word) ?? 0) <= maxProductsPerWord);
    const idf = rare.map((word) => Math.log(names.length / (occurrences.get(word) ?? 1)));
    const length = Math.hypot(...idf) || 1;
    const vector = rare.map((word, at) => [word, (idf[at] ?? 0) / length] as const);
    for (const [word, weight] of vector) {
      const products = productsByWord.get(word) ?? [];
      productsByWord.set(word, products);
      products.push([product, weight]);
    }
    return vector;
  });
  return { vectors, productsByWord };
}
