/** Styles are inline, cell by cell, because mail clients drop style sheets. */
export const font = `font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`;
export const ink = '#1c1a17';
export const muted = '#6f6a61';
export const line = '#e8e4dc';
export const background = '#f5f2ec';
export const accent = '#1d5c4a';
