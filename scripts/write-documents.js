// Writes what is generated and committed: openapi/*.json and docs/error-codes.md. Run it as `npm run documents`.
import { mkdir, writeFile } from 'node:fs/promises';
import { documents } from '../dist/documents.js';

for (const [path, text] of Object.entries(await documents())) {
  await mkdir(new URL('.', new URL(`../${path}`, import.meta.url)), { recursive: true });
  await writeFile(new URL(`../${path}`, import.meta.url), text);
  console.log(path);
}
