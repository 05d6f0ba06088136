import { describeMounted, mountFullDisk, unwritableFolder } from '@image-factory/testkit';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { action, appEntry, brokenFactory, cli, marker, type Door, type ShownProblem } from './bad-input.fixture.ts';

const images = 'image-factory/images.yaml';
const appState = 'image-factory/state/images/app.yaml';
const goodState = 'image-factory/state/images/good.yaml';
const doors: readonly Door[] = [cli, action];

interface Row {
  readonly story: string;
  readonly change: Readonly<Record<string, string | undefined>>;
  readonly exit: number;
  readonly level: 'error' | 'warning';
  readonly at: string;
  readonly code: string;
  /** Words that the message and its hint must hold. */
  readonly says: readonly RegExp[];
}

const edit = (from: string, to: string): Record<string, string> => ({ [images]: appEntry.replace(from, to) });
const deep = (levels: number): string => `a: ${'['.repeat(levels)}${']'.repeat(levels)}\n`;
const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
  .map(
    (name, index) =>
      `${name}: &${name} [${Array(9)
        .fill(`*${'abcdefgh'[index] ?? ''}`)
        .join(', ')}]\n`,
  )
  .join('')}`;

const rows: readonly Row[] = [
  { story: 'broken YAML', change: { [images]: `${appEntry}  hold: "unclosed\n` }, exit: 1, level: 'error', at: `${images}:8:`, code: 'yaml/syntax', says: [/quote|"/i] },
  {
    story: 'an unknown key',
    change: edit('dockerfile:', 'dockerfle:'),
    exit: 1,
    level: 'error',
    at: `${images}:7:5`,
    code: 'enrollment/unknown-key',
    says: [/dockerfle/, /did you mean .?dockerfile/i],
  },
  {
    story: 'a name that is there already',
    change: { [images]: appEntry + appEntry.replaceAll('acme/app', 'acme/other') },
    exit: 1,
    level: 'error',
    at: `${images}:8:9`,
    code: 'enrollment/duplicate-name',
    says: [/app/, /line 1|:1/],
  },
  {
    story: 'an external image without tags',
    change: { [images]: `${appEntry}- name: postgres\n  registry: docker.io\n  repository: library/postgres\n` },
    exit: 1,
    level: 'error',
    at: `${images}:8:`,
    code: 'enrollment/no-tags',
    says: [/allowTags/, /constraint/],
  },
  {
    story: 'a Dockerfile that is not there',
    change: { 'app/Dockerfile': undefined },
    exit: 0,
    level: 'warning',
    at: `${images}:7:17`,
    code: 'dockerfile/missing',
    says: [/app\/Dockerfile/, /source\.dockerfile/],
  },
  { story: 'an invalid Dockerfile', change: { 'app/Dockerfile': 'FROM node:22\nRNU make\n' }, exit: 1, level: 'error', at: 'app/Dockerfile:2:', code: 'dockerfile/invalid', says: [/RNU/i, /RUN/i] },
  { story: 'a corrupt state file', change: { [appState]: '<<<<<<< HEAD\nname: app\n=======\n' }, exit: 0, level: 'warning', at: appState, code: 'state/corrupt', says: [/set aside/, /_quarantine/] },
  {
    story: 'a state file of a newer schema',
    change: { [appState]: `schemaVersion: 99\nname: app\n${marker}` },
    exit: 1,
    level: 'error',
    at: appState,
    code: 'state/newer-schema',
    says: [/newer version/],
  },
  { story: 'P9: the name ../../x', change: edit('name: app', 'name: ../../x'), exit: 1, level: 'error', at: `${images}:1:9`, code: 'enrollment/invalid-value', says: [/lower-case|lowercase/i] },
  { story: 'the branch $(id)', change: edit('branch: main', 'branch: $(id)'), exit: 1, level: 'error', at: `${images}:6:13`, code: 'enrollment/invalid-value', says: [/branch/i] },
  { story: '10 MiB of YAML', change: { [images]: `# ${'x'.repeat(10 * 1024 * 1024)}\n${appEntry}` }, exit: 1, level: 'error', at: images, code: 'yaml/too-large', says: [/8 MiB/, /images\.d/] },
  { story: 'an alias bomb', change: { [images]: bomb }, exit: 1, level: 'error', at: `${images}:1:4`, code: 'yaml/forbidden-feature', says: [/anchor/i] },
  { story: '5,000 levels of nesting', change: { [images]: deep(5000) }, exit: 1, level: 'error', at: `${images}:`, code: 'yaml/too-deep', says: [/32/] },
];

function find(problems: readonly ShownProblem[], { level, at, code }: Pick<Row, 'level' | 'at' | 'code'>): ShownProblem | undefined {
  return problems.find((problem) => problem.level === level && problem.at.startsWith(at) && problem.code.includes(code));
}

describe.each(doors)('bad input through $name', (door) => {
  it.each(rows)('$story: exit $exit, $level at $at', async (row) => {
    await using factory = await brokenFactory(row.change);
    const answer = await door.analyze(factory.path);
    const problem = find(answer.problems, row);
    expect(problem, `${answer.shown.slice(0, 4000)}\n${JSON.stringify(answer.problems, null, 1).slice(0, 4000)}`).toBeDefined();
    for (const words of row.says) expect(problem?.text).toMatch(words);
    expect(answer.exitCode).toBe(row.exit);
    // The good image was processed, and no state was lost.
    const good = await factory.read(goodState);
    expect(good).toContain('baseImages:\n  - alpine-3.21\n');
    expect(good).toContain(marker);
    expect(await factory.read(appState)).toContain(marker);
    expect(await folders(factory.path)).not.toContain('x.yaml');
  });

  it('no images.yaml at all: a warning and exit 0', async () => {
    await using factory = await brokenFactory({ [images]: undefined, 'image-factory/images.d/team.yaml': undefined });
    const answer = await door.analyze(factory.path);
    expect(find(answer.problems, { level: 'warning', at: images, code: 'enrollment/missing-file' })?.text).toMatch(/init/);
    expect(answer.exitCode).toBe(0);
    expect(await factory.read(appState)).toContain(marker);
  });

  it('a missing Dockerfile fails the run when it is strict', async () => {
    await using factory = await brokenFactory({ 'app/Dockerfile': undefined });
    expect((await door.analyze(factory.path, { strict: true })).exitCode).toBe(1);
  });

  it('a corrupt state file is kept, and its last good version takes its place', async () => {
    const text = 'name: app\n\tbroken: [\n';
    await using factory = await brokenFactory({ [appState]: text });
    await door.analyze(factory.path);
    expect(await factory.read(appState)).toContain('baseImages:\n  - node-22-bookworm-slim\n');
    const [kept] = await readdir(join(factory.path, 'image-factory/state/_quarantine'));
    expect(await factory.read(`image-factory/state/_quarantine/${kept}`)).toBe(text);
  });

  it.each(["${{ secret('x') }}", '${% secret("x") %}'])('P3: %s in any text field is an error at its place, and reaches no file', async (attack) => {
    const quoted = JSON.stringify(attack);
    const entries = fields(quoted).map(([field, entry], index) => ({ field, entry: entry.replace('name: app\n', `name: app-${index}\n`).replace('acme/app\n', `acme/app-${index}\n`) }));
    const text = appEntry + entries.map(({ entry }) => entry).join('');
    await using factory = await brokenFactory({ [images]: text });
    const answer = await door.analyze(factory.path);
    const lines = text.split('\n').flatMap((line, index) => (line.includes(quoted) ? [index + 1] : []));
    expect(lines).toHaveLength(entries.length);
    const missed = lines.filter((line) => !answer.errorPlaces.includes(`${images}:${line}`));
    expect(
      missed.map((line) => text.split('\n')[line - 1]),
      answer.shown,
    ).toEqual([]);
    expect(answer.exitCode).toBe(1);
    expect(await everything(join(factory.path, 'image-factory/state'))).not.toContain('secret(');
    expect(await factory.read(goodState)).toContain('baseImages:\n  - alpine-3.21\n');
  });
});

/** An entry for every text field, with the value in it. */
function fields(value: string): [string, string][] {
  const top = ['name', 'registry', 'repository', 'rebuildDelay', 'owner', 'description', 'publishedTag', 'versioning', 'cascade'];
  const source = ['provider', 'host', 'repo', 'branch', 'dockerfile', 'context', 'workflow', 'pipeline', 'job', 'target', 'bakeFile'];
  const replaceOr = (pattern: RegExp, line: string, otherwise: string): string => (pattern.test(appEntry) ? appEntry.replace(pattern, line) : `${appEntry}${otherwise}\n`);
  return [
    ...top.map((key): [string, string] => [key, replaceOr(new RegExp(`^([ -] )${key}: .*$`, 'm'), `$1${key}: ${value.replaceAll('$', '$$$$')}`, `  ${key}: ${value}`)]),
    ...source.map((key): [string, string] => [`source.${key}`, replaceOr(new RegExp(`^    ${key}: .*$`, 'm'), `    ${key}: ${value.replaceAll('$', '$$$$')}`, `    ${key}: ${value}`)]),
    ['source.platforms', `${appEntry}    platforms:\n      - ${value}\n`],
    ['source.buildArgs', `${appEntry}    buildArgs:\n      A: ${value}\n`],
    ['source.contexts', `${appEntry}    contexts:\n      base: ${value}\n`],
    ['tags', `${appEntry}  tags:\n    - ${value}\n`],
    ['hold.reason', `${appEntry}  hold:\n    reason: ${value}\n`],
    ['hold.until', `${appEntry}  hold:\n    reason: x\n    until: ${value}\n`],
    ['metadata', `${appEntry}  metadata:\n    team: ${value}\n`],
    ['x-key', `${appEntry}  x-team: ${value}\n`],
    ['updates.repo', `${appEntry}  updates:\n    - type: helm\n      path: a.yaml\n      repo: ${value}\n`],
    ['updates.path', `${appEntry}  updates:\n    - type: helm\n      repo: a/b\n      path: ${value}\n`],
    ['local.dir', `${appEntry}  local:\n    dir: ${value}\n`],
    ['allowTags', `- name: ext\n  registry: docker.io\n  repository: library/a\n  allowTags: ${value}\n`],
    ['constraint', `- name: ext\n  registry: docker.io\n  repository: library/a\n  constraint: ${value}\n`],
  ];
}

describeMounted('a tree that can not be written', () => {
  it.each(doors)('a read-only folder through $name: says which file, why and what to do', async (door) => {
    await using factory = await brokenFactory({});
    await using frozen = await frozenCopy(factory.path);
    const answer = await door.analyze(frozen.path);
    const problem = answer.problems.find(({ code }) => code.includes('state/unwritable'));
    expect(problem?.at, answer.shown).toMatch(/^image-factory\/state\//);
    expect(problem?.text).toMatch(/not writ|read-only|permission/i);
    expect(answer.exitCode).toBe(1);
  });

  it.each(doors)('a full disk through $name: nothing is half written', async (door) => {
    await using factory = await brokenFactory({});
    const disk = await mountFullDisk();
    expect(disk).toBeDefined();
    if (disk === undefined) return;
    await using full = disk;
    for (const name of ['image-factory', 'app', 'good']) await cp(join(factory.path, name), join(full.path, name), { recursive: true });
    await full.fill();
    const before = await readFile(join(full.path, goodState), 'utf8');
    const answer = await door.analyze(full.path);
    const problem = answer.problems.find(({ code }) => code.includes('state/unwritable'));
    expect(problem?.text, answer.shown).toMatch(/full/i);
    expect(answer.exitCode).toBe(1);
    expect(await readFile(join(full.path, goodState), 'utf8')).toBe(before);
    expect((await folders(full.path)).filter((name) => name.includes('tmp'))).toEqual([]);
  });
});

async function frozenCopy(root: string): Promise<{ path: string } & AsyncDisposable> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.includes('/.git/')) files[path.slice(root.length + 1)] = await readFile(path, 'utf8');
  }
  const frozen = await unwritableFolder(files);
  if (frozen === undefined) throw new Error('file systems can not be mounted');
  return frozen;
}

async function folders(root: string): Promise<string[]> {
  return (await readdir(root, { recursive: true })).map((path) => path.slice(path.lastIndexOf('/') + 1));
}

async function everything(folder: string): Promise<string> {
  if (!existsSync(folder)) return '';
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')));
  return texts.join('\n');
}
