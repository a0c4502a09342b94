import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import '../src/bootstrap/app.js';
import { shopErrors } from '../src/common/http/shop-error.js';

/** Calls go down, facts go up: a module imports only modules of the layers below its own. */
const layers = [
  ['config'],
  ['common', 'embedded-postgres'],
  ['database'],
  ['jobs'],
  ['audit', 'idempotency', 'operations'],
  ['media', 'stock'],
  ['catalog', 'customer', 'mail'],
  ['auth', 'bucket', 'promotion', 'shipping'],
  ['order'],
  ['engagement', 'invoice', 'support'],
  ['payment'],
  ['fulfilment', 'product-import'],
  ['admin', 'contracts'],
  ['app.module'],
  ['seeders'],
  ['bootstrap'],
  ['main'],
];

/** A contract is a module of its own; the files directly in `src/` are the entry points and the table of contents. */
function moduleOf(path: string): string {
  const [, module = '', inner = ''] = path.split('/');
  if (module.endsWith('.ts')) return module === 'app.module.ts' ? 'app.module' : 'main';
  return module === 'contracts' ? `contracts/${inner}` : module;
}
const layerOf = (module: string) => layers.findIndex((modules) => modules.includes(module.split('/', 1)[0] ?? ''));

const sources = globSync('src/**/*.ts');
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
        .filter(({ resolved }) => layerOf(moduleOf(resolved)) >= layerOf(moduleOf(source)))
        .map(({ resolved }) => `${source} imports ${resolved}`),
    );
    expect(upwards).toEqual([]);
  });

  it('have no circular imports, save of types', () => {
    expect(graph.summary.violations.map(({ cycle }) => cycle?.map(({ name }) => name).join(' → '))).toEqual([]);
  });
});

describe('the files', () => {
  const written = sources.filter((path) => !path.startsWith('src/database/migrations/'));

  it('stay small: 300 lines at most, and half of them under 80', () => {
    expect(written.filter((path) => linesOf(path) > 300)).toEqual([]);
    const sizes = written.map(linesOf).toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(80);
  });

  it('have the names of what they hold', () => {
    const kinds =
      /^[a-z0-9-]+(\.admin)?(\.(module|controller|service|queries|dto|errors|entity|guard|interceptor|filter|pipe|strategy|subscriber|seeder|options|contract))?\.ts$/;
    expect(written.filter((path) => !kinds.test(basename(path)))).toEqual([]);
    const belongs = {
      '@Module(': 'module',
      '@Controller(': 'controller',
      ' defineEntity(': 'entity',
      '= shopError(': 'errors',
    };
    for (const [mark, kind] of Object.entries(belongs)) {
      const strays = written.filter((path) => textOf(path).includes(mark) && !path.endsWith(`${kind}.ts`));
      expect(strays, mark).toEqual([]);
    }
  });

  it('say what they mean to the compiler, and leave no test out', () => {
    const all = [...sources, ...globSync('test/**/*.ts')];
    expect(all.filter((path) => holdsAny(ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ESNext)))).toEqual([]);
    const silenced = /@ts-(ignore|nocheck|expect-error)|\b(it|test|describe)(\.\w+)*\.(only|skip|todo|fails)\b/;
    expect(all.filter((path) => silenced.test(textOf(path)))).toEqual([]);
  });

  it('know nothing of the machine they were written on', () => {
    const where = ['-e', '/work/', '-e', 'registry\\.npmjs', '--', '.', ':!test/structure.spec.ts'];
    const found = spawnSync('git', ['grep', '-lI', ...where], { encoding: 'utf8' });
    expect([found.stdout, found.stderr]).toEqual(['', '']);
    expect(textOf('package-lock.json')).not.toContain('"resolved"');
  });
});

describe('the error codes', () => {
  /** From contracts.md; a code is never reused or renumbered. */
  const ranges: Record<string, RegExp> = {
    common: /^[45]\d{3}$/,
    stock: /^(1011|104\d|15\d\d)$/,
    media: /^(101[1-9]|15\d\d)$/,
    catalog: /^101[1-9]$/,
    'product-import': /^(101[1-9]|15\d\d)$/,
    customer: /^2(?!1\d\d)\d{3}$/,
    mail: /^21\d{2}$/,
    auth: /^3\d{3}$/,
    bucket: /^104\d$/,
    promotion: /^108[3-9]$/,
    shipping: /^108[3-9]$/,
    order: /^(10[0-5]\d|108[3-9])$/,
    payment: /^106\d$/,
    invoice: /^107\d$/,
    engagement: /^12\d\d$/,
    fulfilment: /^11[01]\d$/,
  };
  const defined = sources.flatMap((path) =>
    [...textOf(path).matchAll(/= shopError\(\s*(\d+)/g)].map(([, code = '']) => ({ code, module: moduleOf(path) })),
  );

  it('lie in the range of their module', () => {
    expect(defined.filter(({ code, module }) => !ranges[module]?.test(code))).toEqual([]);
  });

  it('are one for each fact', () => {
    const errors = shopErrors();
    expect(defined.map(({ code }) => Number(code)).toSorted((a, b) => a - b)).toEqual(errors.map(({ code }) => code));
    expect(new Set(errors.map(({ error }) => error)).size).toBe(errors.length);
    expect(errors.filter(({ error }) => !/^[a-z]+(_[a-z]+)*$/.test(error))).toEqual([]);
    expect(errors.filter(({ status }) => status < 400)).toEqual([]);
  });
});

const holdsAny = (node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.AnyKeyword || (ts.forEachChild(node, (child) => holdsAny(child) || undefined) ?? false);
