export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Minor units as a decimal: `4211` is `42.11`. */
export const decimal = (minor) => `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
