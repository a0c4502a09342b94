// `node scripts/start.js main` runs dist/main.js, after a build where dist/ is older than its sources.
import './build.js';

const program = new URL(`../dist/${process.argv[2]}.js`, import.meta.url);
process.argv.splice(2, 1);
await import(program);
