// Makes dist/bundle/ of dist/ and its packages: to load 2,900 modules one by one takes longer than all the rest of a start.
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const programs = ['main.js', 'cli.js'];
const migrations = readdirSync(`${dist}/migrations`).filter((name) => name.endsWith('.js'));

const native = ['sharp', '@node-rs/argon2'];
/** Loaded when they are needed first, which may be while a newer bundle is made. */
const lateOrNever = [
  ...['stripe', 'pino-pretty', 'nodemailer', '@zxcvbn-ts/language-common'],
  ...['@cantoo/pdf-lib', '@cantoo/fontkit'],
];

/** It fetches class-validator and class-transformer by a `require` of its own making: without it, those of the bundle. */
const mappedTypes = {
  name: 'mapped-types',
  transform: {
    filter: { id: /@nestjs\/mapped-types/ },
    handler: (code) => code.replace('const require = createRequire(import.meta.url);', ''),
  },
};

await build({
  cwd: dist,
  input: Object.fromEntries(
    [...programs, ...migrations.map((name) => `migrations/${name}`)].map((path) => [
      path.replace('.js', ''),
      `./${path}`,
    ]),
  ),
  platform: 'node',
  external: [...native, ...lateOrNever],
  plugins: [mappedTypes],
  // Nest asks for more packages than a shop needs.
  checks: { unresolvedImport: false },
  output: {
    dir: 'bundle',
    cleanDir: true,
    chunkFileNames: 'chunks/[name].js',
    comments: false,
    // Classes are told by their names, in Swagger too.
    keepNames: true,
  },
});
writeFileSync(`${dist}/built`, '');
