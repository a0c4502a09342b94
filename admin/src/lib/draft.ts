import { v4 } from 'uuid';

/** The key is of this text: when its answer was lost, it is not sent twice. */
export const draftOf = (text: string) => ({ text, key: v4() });
