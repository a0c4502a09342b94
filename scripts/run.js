// `node scripts/run.js main` runs dist/bundle/main.js, built anew first if it is older than its sources.
import './build.js';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const program = new URL(`../dist/bundle/${process.argv[2]}.js`, import.meta.url);
process.argv.splice(1, 2, fileURLToPath(program));
module.enableCompileCache(fileURLToPath(new URL('../dist/compiled', import.meta.url)));
await import(program);
