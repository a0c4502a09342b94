import type en from './en';

const pl: typeof en = {} as typeof en;

export default pl;

export const errors: Record<number, string> = {};
