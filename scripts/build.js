// Builds dist/ unless it is newer than all of its sources, so that a second start needs no compiler.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';

const at = (path) => new URL(`../${path}`, import.meta.url);
const modifiedAt = (path) => statSync(at(path)).mtimeMs;
const settings = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
/** Written last: a build that was interrupted is repeated. */
const stamp = 'dist/built';

function isStale() {
  if (!existsSync(at(stamp))) return true;
  // Folders too: a removed file shows in the time of its folder.
  const sources = readdirSync(at('src'), { recursive: true }).map((path) => `src/${path}`);
  return [...settings, 'src', ...sources].some((path) => modifiedAt(path) > modifiedAt(stamp));
}

if (Number.parseInt(process.versions.node) < 22) {
  console.error(
    `Node ${process.versions.node} is too old: npm start brings its own, elsewhere use Node 22.17 or newer`,
  );
  process.exit(1);
}
if (isStale()) {
  console.log('Building …');
  const { status } = spawnSync(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], {
    cwd: at(''),
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  writeFileSync(at(stamp), '');
}
