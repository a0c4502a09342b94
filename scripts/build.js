// Builds dist/ and its bundle anew if they are older than their sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';

const here = (path) => new URL(`../${path}`, import.meta.url);
const changed = (path) => statSync(here(path)).mtimeMs;
const settings = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
const sources = [...settings, 'scripts/bundle.js', 'src'];
/** Written when all is done. */
const stamp = 'dist/built';

function stale() {
  if (!existsSync(here(stamp))) return true;
  // Folders too: a file that was removed leaves its trace there.
  const files = readdirSync(here('src'), { recursive: true }).map((path) => `src/${path}`);
  return Math.max(...[...sources, ...files].map(changed)) > changed(stamp);
}

if (Number.parseInt(process.versions.node) < 22) {
  console.error(`Node ${process.versions.node} is too old here: npm start brings its own`);
  process.exit(1);
}
if (stale()) {
  console.log('Building …');
  for (const step of ['node_modules/@nestjs/cli/bin/nest.js build', 'scripts/bundle.js']) {
    const { status } = spawnSync(process.execPath, step.split(' '), { cwd: here(''), stdio: 'inherit' });
    if (status !== 0) process.exit(1);
  }
}
