import type { Block } from './blocks.js';
import { markup } from './markup.js';
import { accent, font, ink, muted, background } from './palette.js';

/** What a template contributes to the layout. */
export interface MailContent {
  subject: string;
  /** Shown beside the subject in a list of mails. */
  preview: string;
  title: string;
  blocks: Block[];
  /** Why the recipient gets this mail. */
  footnote: string;
  /** Only for mails that one can do without. */
  unsubscribe_url?: string;
}

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
  unsubscribe_url?: string;
}

export function renderLayout(shop: string, content: MailContent): RenderedMail {
  const { subject, preview, title, blocks, footnote, unsubscribe_url } = content;
  const unsubscribe = unsubscribe_url
    ? markup`<br><a href="${unsubscribe_url}" style="color:${muted};text-decoration:underline">Unsubscribe</a>`
    : '';
  const { html } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="supported-color-schemes" content="light">
<title>${subject}</title>
</head>
<body style="margin:0;padding:0;background-color:${background}">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:${background}">${preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${background}">
<tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td style="padding:0 32px 20px;${font};font-size:20px;line-height:28px;font-weight:700;letter-spacing:-0.3px;color:${ink}">${shop}<span style="color:${accent}">.</span></td></tr>
<tr><td>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="border-radius:14px">
<tr><td bgcolor="${accent}" style="height:5px;border-radius:14px 14px 0 0;font-size:0;line-height:5px">&nbsp;</td></tr>
<tr><td style="padding:36px 32px 12px;${font};font-size:26px;line-height:34px;font-weight:700;letter-spacing:-0.4px;color:${ink}">${title}</td></tr>
${blocks.map((block) => block.html)}
<tr><td style="height:12px;font-size:0;line-height:12px">&nbsp;</td></tr>
</table>
</td></tr>
<tr><td style="padding:22px 32px 0;${font};font-size:13px;line-height:20px;color:${muted}">${footnote}${unsubscribe}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
  const text = [
    title,
    ...blocks.map((block) => block.text),
    `-- \n${shop}\n${footnote}${unsubscribe_url ? `\nUnsubscribe: ${unsubscribe_url}` : ''}`,
  ].join('\n\n');
  return { subject, html, text: `${text}\n`, unsubscribe_url };
}
