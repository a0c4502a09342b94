import type en from './en';

const de: typeof en = {} as typeof en;

export default de;

export const errors: Record<number, string> = {};
