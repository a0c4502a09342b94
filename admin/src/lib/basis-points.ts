/** Percent as people write it, such as `7.5`, and as the API has it: 750. */
export const toPercent = (basisPoints: number): string => String(basisPoints / 100);
export const toBasisPoints = (percent: string): number => Math.round(Number(percent.replace(',', '.')) * 100);
/** Amounts are written with a point, also by those who have a comma on their keyboard. */
export const toAmount = (text: string): string => text.trim().replace(',', '.');
