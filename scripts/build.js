// Builds dist/ anew if it is older than its sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => new URL(`../${path}`, import.meta.url);
const changed = (path) => statSync(here(path)).mtimeMs;
const sources = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'src'];

function stale() {
  if (!existsSync(here('dist/main.js'))) return true;
  // Folders too: a file that was removed leaves its trace there.
  const files = readdirSync(here('src'), { recursive: true }).map((path) => `src/${path}`);
  return Math.max(...[...sources, ...files].map(changed)) > changed('dist/main.js');
}

if (Number.parseInt(process.versions.node) < 22) {
  console.error(`Node ${process.versions.node} is too old here: npm start brings its own`);
  process.exit(1);
}
if (stale()) {
  console.log('Building …');
  const nest = fileURLToPath(here('node_modules/@nestjs/cli/bin/nest.js'));
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: here(''), stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
