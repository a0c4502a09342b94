import { createHash } from 'node:crypto';
import { decimal } from '../common/money/money.js';
import { Markup, markup } from '../mail-templates/markup.js';
import type { MockCharge } from './mock-charge.entity.js';

export type MockAnswer = 'confirm' | 'decline';

/** What the customer sees at the bank of the mock provider: a question, or how it was answered. */
export const mockBankPage = ({
  amount,
  currency,
  status,
}: Pick<MockCharge, 'amount' | 'currency' | 'status'>): string =>
  markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mock bank</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>Mock bank</h1>
<p>No money moves: this page stands for the one where a customer’s bank asks for a confirmation.</p>
<p class="amount">${currency ? decimal(amount, currency) : ''} ${currency}</p>
${
  status === 'action_required'
    ? markup`<p class="answers"><a class="confirm" href="?answer=confirm">Confirm the payment</a> <a href="?answer=decline">Decline it</a></p>`
    : markup`<p>The payment is ${status}. You can close this page.</p>`
}
</main>
</body>
</html>
`.html;

const style = `:root { color-scheme: light dark; --ink: light-dark(#1c1a17, #eeede9); --accent: light-dark(#1d5c4a, #5fc3a3); }
body { margin: 0; color: var(--ink); background: light-dark(#f6f5f2, #131412); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 28rem; margin: 0 auto; padding: 12vh 1.25rem 2rem; }
.amount { font-size: 2rem; font-weight: 600; }
.answers { display: flex; flex-wrap: wrap; gap: .75rem; }
a { padding: .6rem 1.1rem; border: 1px solid var(--accent); border-radius: .6rem; color: var(--accent); text-decoration: none; }
a.confirm { background: var(--accent); color: light-dark(#fff, #0d211a); }
a:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
`;

export const mockBankPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors *`;
