// `node scripts/run.js main` runs dist/main.js, built anew first if it is older than its sources.
import './build.js';
import { fileURLToPath } from 'node:url';

const program = new URL(`../dist/${process.argv[2]}.js`, import.meta.url);
process.argv.splice(1, 2, fileURLToPath(program));
await import(program);
