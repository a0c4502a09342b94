let rate = 1900;

/** What a product or a shipping method has that says nothing of its tax: a process serves one shop, whose setting it is. Basis points. */
export function useDefaultTaxRate(basisPoints: number): void {
  rate = basisPoints;
}

export const defaultTaxRate = (): number => rate;
