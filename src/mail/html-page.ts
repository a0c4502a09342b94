/** For handlers that answer with a page. */
export const htmlAnswer = {
  type: 'text/html; charset=utf-8',
  response: { content: { 'text/html': { schema: { type: 'string' as const } } } },
};

/** @param text without anything that a customer entered */
export const page = (text: string, form = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>Mails</title>
<style>body{margin:20vh auto;max-width:32rem;padding:0 1rem;font:1.1rem/1.6 sans-serif;text-align:center}button{font:inherit;padding:.5em 1.5em}</style>
</head>
<body>
<p>${text}</p>${form}
</body>
</html>
`;

/** The form goes to the address of the page itself. */
export const buttonPage = (question: string, label: string): string =>
  page(question, `\n<form method="post"><button>${label}</button></form>`);
