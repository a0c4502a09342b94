/** Pairs of a caller and a product; views of further pairs are dropped until the next flush. */
export const maxPairs = 20_000;

export interface BufferedView {
  /** What the request was signed with, unproven: an `Authorization` header or a guest token. */
  credential: string;
  /** Its uuid. */
  product: string;
  /** The last time, by `performance.now()`. */
  at: number;
  views: number;
}

/** Views between two flushes: one entry for each caller and product, bounded. */
export class ViewBuffer {
  /** By credential, then by product: a credential is long, and is kept once. */
  private callers = new Map<string, Map<string, BufferedView>>();
  private pairs = 0;
  private dropped = 0;

  add(credential: string, product: string, at: number): void {
    const products = this.callers.get(credential);
    const present = products?.get(product);
    if (present) {
      present.at = at;
      present.views++;
    } else if (this.pairs >= maxPairs) this.dropped++;
    else {
      this.pairs++;
      const view = { credential, product, at, views: 1 };
      if (products) products.set(product, view);
      else this.callers.set(credential, new Map([[product, view]]));
    }
  }

  /** Everything, caller by caller; the buffer is empty afterwards. */
  drain(): { views: BufferedView[]; dropped: number } {
    const views = [...this.callers.values()].flatMap((products) => [...products.values()]);
    const { dropped } = this;
    this.callers = new Map();
    this.pairs = this.dropped = 0;
    return { views, dropped };
  }
}
