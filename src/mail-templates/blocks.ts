import { markup, Markup } from './markup.js';
import { accent, font, ink, line, muted, background } from './palette.js';

/** A part of a mail, as HTML and as plain text. */
export interface Block {
  html: Markup;
  text: string;
}

const row = (content: Markup, space = 24): Markup =>
  markup`<tr><td style="padding:0 32px ${space}px;${font};font-size:16px;line-height:25px;color:${ink}">${content}</td></tr>`;

export const paragraph = (text: string): Block => ({ html: row(markup`${text}`), text });

export const small = (text: string): Block => ({
  html: row(markup`<div style="font-size:14px;line-height:21px;color:${muted}">${text}</div>`),
  text,
});

/** Empty without a web address. */
export function button(label: string, url: string | null): Block[] {
  if (!isWeb(url)) return [];
  const html = row(
    markup`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="${accent}" style="border-radius:8px"><a href="${url}" style="display:inline-block;padding:13px 26px;${font};font-size:16px;line-height:22px;font-weight:600;color:#ffffff;text-decoration:none">${label}</a></td></tr></table>`,
    32,
  );
  return [{ html, text: `${label}: ${url}` }];
}

export function link(label: string, url: string | null): Block[] {
  if (!isWeb(url)) return [];
  const html = row(
    markup`<a href="${url}" style="display:inline-block;padding-top:12px;color:${accent};font-weight:600;text-decoration:underline">${label}</a>`,
  );
  return [{ html, text: `${label}: ${url}` }];
}

const isWeb = (url: string | null): url is string => /^https?:\/\//.test(url ?? '');

export interface Line {
  name: string;
  quantity: number;
  /** Formatted. */
  sum?: string;
}

const cell = `padding:14px 0;border-top:1px solid ${line};${font};font-size:16px;line-height:23px;color:${ink}`;
const amount = `${cell};padding-left:16px;text-align:right;white-space:nowrap`;

export const itemLines = (items: Line[]): Block => ({
  html: table(
    items.map(
      ({ name, quantity, sum }) =>
        markup`<tr><td valign="top" style="${cell}">${name}<br><span style="font-size:14px;line-height:20px;color:${muted}">Quantity ${quantity}</span></td><td align="right" valign="top" style="${amount}">${sum ?? ''}</td></tr>`,
    ),
    0,
  ),
  text: items.map(({ name, quantity, sum }) => `${quantity} × ${name}${sum ? `  ${sum}` : ''}`).join('\n'),
});

type Detail = [label: string, value: string];

const plain = `padding:4px 0;${font};font-size:15px;line-height:22px;color:${muted}`;
const bold = `padding:14px 0 0;${font};font-size:18px;line-height:26px;font-weight:700;color:${ink}`;

export function totals(parts: Detail[], total: Detail): Block {
  const part = ([label, value]: Detail) =>
    markup`<tr><td style="${plain}">${label}</td><td align="right" style="${plain};white-space:nowrap">${value}</td></tr>`;
  const html = table([
    markup`<tr><td colspan="2" style="border-top:1px solid ${line};font-size:0;line-height:12px">&nbsp;</td></tr>`,
    ...parts.map(part),
    markup`<tr><td style="${bold}">${total[0]}</td><td align="right" style="${bold};white-space:nowrap">${total[1]}</td></tr>`,
  ]);
  return { html, text: [...parts, total].map(([label, value]) => `${label}: ${value}`).join('\n') };
}

/** Short values, side by side in a box. */
export function details(pairs: Detail[]): Block {
  const width = Math.floor(100 / pairs.length);
  const html = row(
    markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${background}" style="border-radius:10px"><tr>${pairs.map(
      ([label, value]) =>
        markup`<td width="${width}%" valign="top" style="padding:18px 20px;${font};font-size:15px;line-height:22px;color:${ink};word-break:break-word"><span style="font-size:12px;line-height:18px;letter-spacing:0.6px;text-transform:uppercase;color:${muted}">${label}</span><br>${withLineBreaks(value)}</td>`,
    )}</tr></table>`,
    32,
  );
  return { html, text: pairs.map(([label, value]) => `${label}: ${value.replaceAll('\n', ', ')}`).join('\n') };
}

/** Text that the reader copies. */
export const code = (text: string): Block => ({
  html: row(
    markup`<div style="padding:16px 20px;border-radius:10px;background-color:${background};font-family:Consolas,Menlo,monospace;font-size:15px;line-height:23px;color:${ink};word-break:break-all">${text}</div>`,
  ),
  text,
});

const withLineBreaks = (text: string): Markup[] =>
  text.split('\n').map((part, index) => (index ? markup`<br>${part}` : markup`${part}`));

const table = (rows: Markup[], space = 32): Markup =>
  row(
    markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows}</table>`,
    space,
  );

/** A button; where the shop does not know its own address, the path of its link. */
export function buttonOrPath(label: string, url: string | null, hint: string, path: string): Block[] {
  const shown = button(label, url);
  return shown.length > 0 ? shown : [paragraph(hint), code(path)];
}
