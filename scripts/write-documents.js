// Writes what is generated and committed: openapi/*.json, docs/error-codes.md and the README's table of variables.
// Run it as `npm run documents`.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { configurationTable } from '../dist/config/configuration-table.js';
import { documents } from '../dist/bootstrap/documents.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const table = readme.replace(
  /(?<=<!-- configuration -->\n)[^]*(?=<!-- \/configuration -->)/,
  () => `\n${configurationTable()}\n\n`,
);

for (const [path, text] of Object.entries({ ...(await documents()), 'README.md': table })) {
  await mkdir(new URL('.', new URL(`../${path}`, import.meta.url)), { recursive: true });
  await writeFile(new URL(`../${path}`, import.meta.url), text);
  console.log(path);
}
