// Builds dist/, or the part of it that is older than its sources, so that a second start needs no compiler.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const at = (path) => new URL(`../${path}`, import.meta.url);
const modifiedAt = (path) => statSync(at(path)).mtimeMs;

/** `stamp` is written last: a build that was interrupted is repeated. */
const server = {
  name: 'server',
  stamp: 'dist/built',
  folders: ['src'],
  files: ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'],
  build() {
    for (const name of existsSync(at('dist')) ? readdirSync(at('dist')) : [])
      if (name !== 'dashboard') rmSync(at(`dist/${name}`), { recursive: true });
    run('node_modules/@nestjs/cli/bin/nest.js', 'build');
  },
};
const dashboard = {
  name: 'dashboard',
  stamp: 'dist/dashboard/built',
  folders: ['admin'],
  files: ['package-lock.json', 'openapi/admin.json'],
  build() {
    run('node_modules/openapi-typescript/bin/cli.js', 'openapi/admin.json', '-o', 'admin/src/api/schema.d.ts');
    run('node_modules/vite/bin/vite.js', 'build', 'admin', '--logLevel', 'warn');
    for (const name of readdirSync(at('dist/dashboard/assets'))) compress(`dist/dashboard/assets/${name}`);
  },
};

function isStale({ stamp, folders, files }) {
  // An image has what was built, and nothing to build it from.
  if (!existsSync(at(folders[0]))) return false;
  if (!existsSync(at(stamp))) return true;
  // Folders too: a removed file shows in the time of its folder.
  const sources = folders.flatMap((folder) =>
    readdirSync(at(folder), { recursive: true }).map((path) => `${folder}/${path}`),
  );
  return [...files, ...folders, ...sources].some((path) => modifiedAt(path) > modifiedAt(stamp));
}

function run(...command) {
  // Whatever the environment of the caller is: the dashboard of another one is larger.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, command, { cwd: at(''), env, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

/** The server sends these files as they are. */
function compress(path) {
  const text = readFileSync(at(path));
  writeFileSync(at(`${path}.br`), brotliCompressSync(text));
  writeFileSync(at(`${path}.gz`), gzipSync(text, { level: 9 }));
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 17)) {
  console.error(
    `Node ${process.versions.node} is too old: npm start brings its own, elsewhere use Node 22.17 or newer`,
  );
  process.exit(1);
}
for (const part of [server, dashboard]) {
  if (!isStale(part)) continue;
  console.log(`Building the ${part.name} …`);
  part.build();
  writeFileSync(at(part.stamp), '');
}
