import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import '../src/app.js';
import { shopErrors } from '../src/common/shop-error.js';

/** Calls go down, facts go up: a room imports from the floors below it, and from nobody beside it. */
const floors = [
  ['config'],
  ['common'],
  ['database'],
  ['operations', 'audit'],
  ['catalog', 'customer', 'mail'],
  ['bucket', 'auth'],
  ['order'],
  ['invoice', 'engagement', 'support'],
  ['payment'],
  ['fulfilment'],
  ['contracts', 'admin'],
  ['migrations', 'seeders'],
  ['app'],
];

/** A contract is a room of its own; the files that lie in no room put the whole app together. */
function roomOf(path: string): string {
  const [, room = '', inner = ''] = path.split('/');
  if (room.endsWith('.ts')) return 'app';
  return room === 'contracts' ? `contracts/${inner}` : room;
}
const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room.split('/', 1)[0] ?? ''));

const sources = globSync('src/**/*.ts');
const textOf = (path: string) => readFileSync(path, 'utf8');
const linesOf = (path: string) => textOf(path).trimEnd().split('\n').length;

describe('the rooms', () => {
  let house: ICruiseResult;
  beforeAll(async () => {
    const circular = { circular: true, viaOnly: { dependencyTypesNot: ['type-only' as const] } };
    const forbidden = [{ name: 'circular', severity: 'error' as const, from: {}, to: circular }];
    const { output } = await cruise(['src'], {
      includeOnly: '^src',
      tsPreCompilationDeps: 'specify',
      validate: true,
      ruleSet: { forbidden },
    });
    house = output as ICruiseResult;
    expect(house.modules.length).toBeGreaterThanOrEqual(sources.length);
  });

  it('each have their floor', () => {
    expect(sources.map(roomOf).filter((room) => floorOf(room) < 0)).toEqual([]);
  });

  it('call only rooms below them; a contract calls no other, and nobody calls a contract', () => {
    const upwards = house.modules.flatMap(({ source, dependencies }) =>
      dependencies
        .filter(({ resolved }) => roomOf(resolved) !== roomOf(source))
        .filter(({ resolved }) => floorOf(roomOf(resolved)) >= floorOf(roomOf(source)))
        .map(({ resolved }) => `${source} calls ${resolved}`),
    );
    expect(upwards).toEqual([]);
  });

  it('have no circular imports, save of types', () => {
    expect(house.summary.violations.map(({ cycle }) => cycle?.map(({ name }) => name).join(' → '))).toEqual([]);
  });
});

describe('the files', () => {
  const written = sources.filter((path) => !path.startsWith('src/migrations/'));

  it('stay small: 300 lines at most, and half of them under 80', () => {
    expect(written.filter((path) => linesOf(path) > 300)).toEqual([]);
    const sizes = written.map(linesOf).toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(80);
  });

  it('have the names of what they hold', () => {
    const kinds =
      /^[a-z0-9-]+(\.admin)?(\.(module|controller|service|queries|dto|errors|entity|guard|interceptor|filter|options|contract|seeder))?\.ts$/;
    expect(written.filter((path) => !kinds.test(basename(path)))).toEqual([]);
    const belongs = {
      '@Module(': 'module',
      '@Controller(': 'controller',
      ' defineEntity(': 'entity',
      '= shopError(': 'errors',
      ' extends Seeder': 'seeder',
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
    catalog: /^(101[1-9]|104\d)$/,
    customer: /^2(?!1\d\d)\d{3}$/,
    mail: /^21\d{2}$/,
    auth: /^3\d{3}$/,
    bucket: /^104\d$/,
    order: /^(10[0-5]\d|108[3-9])$/,
    payment: /^106\d$/,
    invoice: /^107\d$/,
    engagement: /^109\d$/,
    fulfilment: /^11[01]\d$/,
  };
  const defined = sources.flatMap((path) =>
    [...textOf(path).matchAll(/= shopError\(\s*(\d+)/g)].map(([, code = '']) => ({ code, room: roomOf(path) })),
  );

  it('lie in the range of their room', () => {
    expect(defined.filter(({ code, room }) => !ranges[room]?.test(code))).toEqual([]);
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
