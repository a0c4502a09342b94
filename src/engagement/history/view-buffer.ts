/** Pairs of a caller and a product; views of further pairs are dropped until the next flush. */
export const maxPairs = 20_000;

export interface BufferedView {
  /** The last time, by `performance.now()`. */
  at: number;
  views: number;
}

/** What a request was signed with, unproven, and what it was for: an `Authorization` header or a guest token, then uuids or slugs of products. */
export type BufferedViews = Map<string, Map<string, BufferedView>>;

/** Views between two flushes: one entry for each caller and product, bounded. */
export class ViewBuffer {
  private callers: BufferedViews = new Map();
  private pairs = 0;
  private dropped = 0;

  add(credential: string, product: string, at: number): void {
    const products = this.callers.get(credential);
    const present = products?.get(product);
    if (present) {
      present.at = at;
      present.views++;
    } else if (this.pairs === maxPairs) this.dropped++;
    else {
      this.pairs++;
      if (products) products.set(product, { at, views: 1 });
      else this.callers.set(credential, new Map([[product, { at, views: 1 }]]));
    }
  }

  /** Everything; the buffer is empty afterwards. */
  drain(): { callers: BufferedViews; dropped: number } {
    const { callers, dropped } = this;
    this.callers = new Map();
    this.pairs = this.dropped = 0;
    return { callers, dropped };
  }
}
