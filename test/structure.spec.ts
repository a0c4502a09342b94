import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import '../src/bootstrap/app.js';
import { entities } from '../src/entities.js';
import { shopErrors } from '../src/common/http/shop-error.js';
import { classesOf, holdsAny, parse, pascalCase } from './support/source.js';

/** From top to bottom. A module imports only modules of the layers below its own. */
const layers = [
  ['main'],
  ['bootstrap'],
  ['seeders'],
  ['app.module'],
  ['entities'],
  ['contracts'],
  ['privacy'],
  ['analytics'],
  ['engagement', 'support', 'timeline', 'customer-detail', 'product-import'],
  ['returns'],
  ['fulfilment'],
  ['payment', 'store', 'invoice-pdf'],
  ['invoice', 'payment-provider', 'order-notes', 'order-confirmation'],
  ['order'],
  ['pricing', 'staff-auth', 'credentials'],
  ['staff', 'search'],
  ['taxonomy', 'product-bulk', 'bucket', 'auth', 'promotion', 'shipping'],
  ['catalog', 'customer', 'mail'],
  ['stock', 'media', 'mail-templates', 'roles', 'background-jobs', 'settings', 'open-orders'],
  ['budgets'],
  ['operations', 'audit', 'idempotency'],
  ['jobs'],
  ['database'],
  ['common', 'embedded-postgres'],
  ['config'],
  ['vat', 'permissions', 'identity', 'postal'],
];
const entryPoints = ['main.ts', 'cli.ts'];

/** Each contract is a module of its own, and each part of the engagement; `app.module.ts` and `entities.ts` list what the others bring. */
function moduleOf(path: string): string {
  const [, module = '', inner = ''] = path.split('/');
  if (entryPoints.includes(module)) return 'main';
  return ['contracts', 'engagement'].includes(module) ? `${module}/${inner}` : module.replace(/\.ts$/, '');
}
const layerOf = (module: string) => layers.findIndex((modules) => modules.includes(module.split('/', 1)[0] ?? ''));

const sources = globSync('src/**/*.ts');
const written = sources.filter((path) => !path.includes('/migrations/'));
const textOf = (path: string) => readFileSync(path, 'utf8');
const linesOf = (path: string) => textOf(path).trimEnd().split('\n').length;

describe('structure: modules', () => {
  let graph: ICruiseResult;
  beforeAll(async () => {
    const circular = { circular: true, viaOnly: { dependencyTypesNot: ['type-only' as const] } };
    const forbidden = [{ name: 'circular', severity: 'error' as const, from: {}, to: circular }];
    const { output } = await cruise(['src'], {
      includeOnly: '^src',
      tsPreCompilationDeps: 'specify',
      validate: true,
      ruleSet: { forbidden },
    });
    graph = output as ICruiseResult;
    expect(graph.modules.length).toBeGreaterThanOrEqual(sources.length);
  });

  it('belong to a layer', () => {
    expect(sources.map(moduleOf).filter((module) => layerOf(module) < 0)).toEqual([]);
  });

  it('import only modules of lower layers; no contract imports another, no module imports a contract', () => {
    const upwards = graph.modules.flatMap(({ source, dependencies }) =>
      dependencies
        .filter(({ resolved }) => moduleOf(resolved) !== moduleOf(source))
        .filter(({ resolved }) => layerOf(moduleOf(resolved)) <= layerOf(moduleOf(source)))
        .map(({ resolved }) => `${source} imports ${resolved}`),
    );
    expect(upwards).toEqual([]);
  });

  it('have no circular imports, save of types', () => {
    expect(graph.summary.violations.map(({ cycle }) => cycle?.map(({ name }) => name).join(' → '))).toEqual([]);
  });

  it('have at most 30 files', () => {
    const sizes = Map.groupBy(written, moduleOf);
    expect([...sizes].filter(([, files]) => files.length > 30).map(([module]) => module)).toEqual([]);
  });

  it('are drawn in docs/architecture.md as they are', () => {
    const rows = layers
      .slice(1)
      .map((modules, row) => `  subgraph layer${row}[" "]\n    ${modules.map(nodeOf).join('\n    ')}\n  end`);
    const arrows = rows.slice(1).map((_, row) => `  layer${row} --> layer${row + 1}`);
    const diagram = ['flowchart TD', ...rows, ...arrows].join('\n');
    expect(textOf('docs/architecture.md')).toContain(`\`\`\`mermaid\n${diagram}\n\`\`\``);
  });
});

const nodeOf = (module: string): string => `${module.replace('.', '_')}[${module}]`;

describe('structure: files', () => {
  it('have at most 300 lines, half of them at most 80', () => {
    expect(written.filter((path) => linesOf(path) > 300)).toEqual([]);
    const sizes = written.map(linesOf).toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(80);
  });

  it('carry the kind of what they hold in their name', () => {
    const kinds =
      /^[a-z0-9-]+(\.admin)?(\.(module|controller|service|queries|dto|errors|entity|guard|interceptor|filter|pipe|strategy|subscriber|seeder|options|contract))?\.ts$/;
    expect(written.filter((path) => !kinds.test(basename(path)))).toEqual([]);
    const kindOf = {
      '@Module(': 'module',
      '@Controller(': 'controller',
      ' defineEntity(': 'entity',
      '= shopError(': 'errors',
    };
    for (const [mark, kind] of Object.entries(kindOf)) {
      const strays = written.filter((path) => textOf(path).includes(mark) && !path.endsWith(`${kind}.ts`));
      expect(strays, mark).toEqual([]);
    }
  });

  it('that define an entity are listed in entities.ts', () => {
    const defined = sources.flatMap((path) =>
      [...textOf(path).matchAll(/\.setClass\((\w+)\)/g)].map(([, name]) => name),
    );
    expect(entities.map(({ name }) => name).toSorted()).toEqual(defined.toSorted());
  });

  it('name an injectable class after the file that exports it', () => {
    const strays = written.flatMap((path) =>
      classesOf(path)
        .filter(({ isExported, decorators }) => isExported && decorators.some((name) => injectable.has(name)))
        .filter(({ name }) => name !== pascalCase(basename(path, '.ts')))
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(strays).toEqual([]);
  });

  it('inject at most five dependencies into a class', () => {
    const crowded = written.flatMap((path) =>
      classesOf(path)
        .filter(({ dependencies }) => dependencies > 5)
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(crowded).toEqual([]);
  });

  it('hold no any, no silenced error and no skipped test', () => {
    const all = [...sources, ...globSync('test/**/*.ts')];
    expect(all.filter((path) => holdsAny(parse(path)))).toEqual([]);
    const silenced = /@ts-(ignore|nocheck|expect-error)|\b(it|test|describe)(\.\w+)*\.(only|skip|todo|fails)\b/;
    expect(all.filter((path) => silenced.test(textOf(path)))).toEqual([]);
  });

  it('know no absolute path of a machine, and the lockfile no registry', () => {
    const committed = globSync('{src,test,bench,simulation,scripts,examples,docs,demo}/**/*.{ts,js,json,md,yaml}')
      .concat(globSync('*.{ts,json,md,yaml}'))
      .filter((path) => path !== 'package-lock.json');
    const absolute = /(?<![\w.:/~}`*$])\/(home|root|Users|work|workspace|mnt|private)\/\w/;
    expect(committed.filter((path) => absolute.test(textOf(path)))).toEqual([]);
    expect(textOf('package-lock.json')).not.toContain('"resolved"');
  });
});

const injectable = new Set(['Injectable', 'Controller', 'Module', 'Catch', 'Global']);

describe('structure: error codes', () => {
  /** Documented ranges; a code is never reused or renumbered. */
  const ranges: Record<string, RegExp> = {
    common: /^[45]\d{3}$/,
    stock: /^(1011|104\d|15\d\d)$/,
    media: /^(101[1-9]|15\d\d)$/,
    catalog: /^(101[1-9]|151\d)$/,
    'product-import': /^(101[1-9]|15\d\d)$/,
    customer: /^(20[01]\d|4030)$/,
    operations: /^403\d$/,
    'open-orders': /^109[348]$/,
    'order-confirmation': /^1097$/,
    roles: /^202\d$/,
    staff: /^(2011|203\d)$/,
    audit: /^204\d$/,
    mail: /^21\d{2}$/,
    auth: /^3\d{3}$/,
    'staff-auth': /^30[12]\d$/,
    credentials: /^(201[2-9]|302[2-9])$/,
    bucket: /^104\d$/,
    promotion: /^(108[3-9]|1096)$/,
    shipping: /^(105[45]|108[3-9])$/,
    order: /^(10[0-5]\d|1102)$/,
    'order-notes': /^109[1-9]$/,
    pricing: /^108[3-9]$/,
    payment: /^(106\d|1095)$/,
    'payment-provider': /^(106\d|1090)$/,
    invoice: /^107\d$/,
    fulfilment: /^11\d\d$/,
    'engagement/review': /^120\d$/,
    'engagement/store-rating': /^121\d$/,
    'engagement/wishlist': /^122\d$/,
    'engagement/history': /^123[0-4]$/,
    'engagement/recommendation': /^123[5-9]$/,
    'engagement/notification': /^124\d$/,
    support: /^13\d\d$/,
    analytics: /^205\d$/,
    'background-jobs': /^206\d$/,
    settings: /^207\d$/,
    privacy: /^20[0-3]\d$/,
  };
  const defined = sources.flatMap((path) =>
    [...textOf(path).matchAll(/= shopError\(\s*(\d+)/g)].map(([, code = '']) => ({ code, module: moduleOf(path) })),
  );

  it('lie in the range of their module', () => {
    expect(defined.filter(({ code, module }) => !ranges[module]?.test(code))).toEqual([]);
  });

  it('are defined once, with a slug of their own and a status of failure', () => {
    const errors = shopErrors();
    expect(defined.map(({ code }) => Number(code)).toSorted((a, b) => a - b)).toEqual(errors.map(({ code }) => code));
    expect(new Set(errors.map(({ error }) => error)).size).toBe(errors.length);
    expect(errors.filter(({ error }) => !/^[a-z]+(_[a-z]+)*$/.test(error))).toEqual([]);
    expect(errors.filter(({ status }) => status < 400)).toEqual([]);
  });
});
