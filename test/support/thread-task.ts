import { threadId } from 'node:worker_threads';
import { decimal } from '../../src/common/money/money.js';

/** A task for a thread, with an import of the sources. */
export default ({ amount }: { amount: number }) => {
  if (amount < 0) throw new RangeError(`${amount} is not an amount`);
  return { threadId, text: decimal(amount) };
};
