import { parseFolderPath } from '@image-factory/core/enrollment';
import { readState, textField, type StateText } from '@image-factory/core/state';
import { sameValue, type YamlMap } from '@image-factory/core/yaml';
import { describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { analyze } from './analyze.ts';
import { entry, memoryRepository, type MemoryRepository } from './memory.fixture.ts';
import { recover, type Recovery } from './recover.ts';

const folder = parseFolderPath('image-factory');
if (!folder.ok) throw new Error('no folder');
const dir = folder.value;
const app = 'image-factory/state/images/app.yaml';
const base = 'image-factory/state/base-images/node-22.yaml';
const digest = `sha256:${'a'.repeat(64)}`;

/** A factory whose files hold run-time data of every kind, as our own renderer writes them. */
async function rich(): Promise<MemoryRepository> {
  const made = memoryRepository({ 'image-factory/images.yaml': entry('app') + entry('web'), 'app/Dockerfile': 'FROM node:22\n', 'web/Dockerfile': 'FROM node:22\n' });
  await analyze({ dir, dryRun: false }, made.deps);
  edit(made, app, 'currentDigest: null', `currentDigest: ${digest}`);
  edit(made, app, 'builtFrom: {}', `builtFrom:\n  node-22:\n    linux/amd64: ${digest}`);
  edit(made, app, 'updateHistory: []', 'updateHistory:\n  - at: "2026-01-01T10:00:00Z"\n    note: one\n  - at: "2026-01-02T10:00:00Z"\n    note: two');
  edit(made, app, /$/, '\nofAnotherTool:\n  size: 3.20\n');
  edit(made, base, 'seen: {}', `seen:\n  linux/amd64:\n    - digest: ${digest}\n      at: "2026-01-01T10:00:00Z"`);
  made.files.set('app/Dockerfile', 'FROM node:22\nRUN true\n');
  await analyze({ dir, dryRun: false }, made.deps);
  return made;
}

function edit({ files }: MemoryRepository, path: string, from: string | RegExp, to: string): void {
  const next = (files.get(path) ?? '').replace(from, to);
  if (next === files.get(path)) throw new Error(`${String(from)} is not in ${path}`);
  files.set(path, next);
}

/** What a run makes of a file with this text. */
async function recovered({ deps, past }: MemoryRepository, path: string, text: string, versions: readonly string[]): Promise<Recovery> {
  past.set(path, versions);
  const layout = layoutOf(dir);
  const short = path.slice(layout.state.length + 1);
  return recover(layout, readState([{ path: short, text } satisfies StateText], layout.state), deps.history);
}

describe.each([
  { what: 'an image', path: app, stem: 'app', shelf: 'images' as const },
  { what: 'a base image', path: base, stem: 'node-22', shelf: 'bases' as const },
])('$what', ({ path, stem, shelf }) => {
  const read = (text: string): YamlMap | undefined => readState([{ path: path.slice('image-factory/state/'.length), text }], '').snapshot[shelf].get(stem);

  it('cut off at any byte: the last good version, with every run-time field, and the text is kept', async () => {
    const made = await rich();
    const whole = made.files.get(path) ?? '';
    const good = read(whole);
    const wrong: string[] = [];
    for (let end = 0; end < whole.trimEnd().length; end += 1) {
      const text = whole.slice(0, end);
      const { snapshot, repairs, problems } = await recovered(made, path, text, [text, whole]);
      const kept = repairs[0]?.kind === 'write' && repairs[0].text === text;
      const said = problems.map(({ code, severity }) => `${severity} ${code}`).join() === 'warning state/corrupt';
      if (!kept || !said || !sameValue(snapshot[shelf].get(stem), good)) wrong.push(`cut at ${end}`);
    }
    expect(wrong).toEqual([]);
  });

  it('cut off at any byte, and git knows nothing: every field that stands there whole is kept, and none is changed', async () => {
    const made = await rich();
    const whole = made.files.get(path) ?? '';
    const good = read(whole) ?? new Map();
    const starts = new Map([...good.keys()].map((field) => [field, `\n${whole}`.indexOf(`\n${field}:`)]));
    const wrong: string[] = [];
    for (let end = 0; end < whole.trimEnd().length; end += 1) {
      const { snapshot } = await recovered(made, path, whole.slice(0, end), []);
      const state = snapshot[shelf].get(stem);
      const last = Math.max(...[...starts.values()].filter((start) => start < end));
      for (const [field, start] of starts) {
        const isWhole = start < last;
        const value = state?.get(field);
        if (isWhole && !sameValue(value, good.get(field))) wrong.push(`${field}, cut at ${end}`);
        if (!isWhole && value !== undefined && whole[end - 1] !== '\n' && !sameValue(value, good.get(field))) wrong.push(`${field}, changed at ${end}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('merge markers before any line: the last good version', async () => {
    const made = await rich();
    const whole = made.files.get(path) ?? '';
    const good = read(whole);
    const lines = whole.split('\n');
    const wrong: string[] = [];
    for (const marks of [['<<<<<<< HEAD'], ['======='], ['>>>>>>> feature'], ['<<<<<<< HEAD', 'currentDigest: x', '=======', 'currentDigest: y', '>>>>>>> feature']]) {
      for (let at = 0; at < lines.length; at += 1) {
        const text = [...lines.slice(0, at), ...marks, ...lines.slice(at)].join('\n');
        const { snapshot, problems } = await recovered(made, path, text, [text, whole]);
        if (problems.length !== 1 || !sameValue(snapshot[shelf].get(stem), good)) wrong.push(`${marks[0]} before line ${at + 1}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('one damaged file', () => {
  const rows = [
    { story: 'a key twice', damage: (text: string) => text.replace('lastBuilt:', 'name: app\nlastBuilt:'), replacement: 'none' },
    { story: 'control characters', damage: (text: string) => `\u0000\u0001${text}`, replacement: 'none' },
    { story: 'no mapping', damage: () => '- a\n- b\n', replacement: 'none' },
    { story: 'nothing at all', damage: () => '', replacement: 'none' },
    { story: 'a list where a digest belongs', damage: (text: string) => text.replace(/^currentDigest: .*/m, 'currentDigest: [a]'), replacement: 'what can be read' },
    { story: 'a text where the history belongs', damage: (text: string) => text.replace(/^builtFrom:\n.*\n.*/m, 'builtFrom: nonsense'), replacement: 'what can be read' },
    { story: 'the name of another image', damage: (text: string) => text.replace(/^name: app$/m, 'name: other'), replacement: 'what can be read' },
    { story: 'no version', damage: (text: string) => text.replace('schemaVersion: 1', 'schemaVersion:'), replacement: 'none' },
    { story: 'a version that is none', damage: (text: string) => text.replace('schemaVersion: 1', 'schemaVersion: one'), replacement: 'none' },
  ];

  it.each(rows)('$story: the last good version from git', async ({ damage }) => {
    const made = await rich();
    const whole = made.files.get(app) ?? '';
    const text = damage(whole);
    expect(text).not.toBe(whole);
    const { snapshot, recovered: list } = await recovered(made, app, text, [text, 'also: [broken', whole]);
    expect(list.map(({ replacement }) => replacement)).toEqual(['from git']);
    expect(snapshot.images.get('app')?.get('currentDigest')).toBe(digest);
  });

  it.each(rows)('$story, and every version in git is damaged: $replacement', async ({ damage, replacement }) => {
    const made = await rich();
    const text = damage(made.files.get(app) ?? '');
    const { snapshot, recovered: list, repairs } = await recovered(made, app, text, [text, '- x\n', 'name: [']);
    expect(list.map((each) => each.replacement)).toEqual([replacement]);
    expect(snapshot.images.has('app')).toBe(replacement !== 'none');
    if (replacement !== 'none') expect(textField(snapshot.images.get('app') ?? new Map(), 'name')).toBe('app');
    expect(repairs[0]).toMatchObject({ kind: 'write', text });
  });
});

describe('a run over damage', () => {
  it('recovers two files at once, leaves the others alone and has nothing to do the second time', async () => {
    const made = await rich();
    const before = new Map(made.files);
    for (const path of [app, base]) {
      const text = before.get(path) ?? '';
      made.past.set(path, [text]);
      made.files.set(path, text.slice(0, text.length / 2));
    }
    const report = await analyze({ dir, dryRun: false }, made.deps);
    expect(report.problems.map(({ code }) => code)).toEqual(['state/corrupt', 'state/corrupt']);
    for (const [path, text] of before) expect(made.files.get(path)).toBe(text);
    expect([...made.files.keys()].filter((path) => path.includes('_quarantine/'))).toHaveLength(2);
    const again = await analyze({ dir, dryRun: false }, made.deps);
    expect(again.changed).toBe(false);
    expect(again.problems).toEqual([]);
  });

  it('keeps what can be read, without any history, and says so', async () => {
    const made = await rich();
    made.files.set(app, (made.files.get(app) ?? '').replace(/^name: app$/m, 'name: other'));
    const report = await analyze({ dir, dryRun: false }, made.deps);
    expect(report.problems[0]?.message).toContain('git has no good version of it, so what can be read of it was kept');
    expect(made.files.get(app)).toContain(`currentDigest: ${digest}`);
    expect(made.files.get(app)).toMatch(/^name: app$/m);
  });

  it('a file that a person ended by hand, without the promised last line gone, is no damage', async () => {
    const made = await rich();
    const text = `${(made.files.get(base) ?? '').trimEnd()}\nofAPerson: 1\n`;
    made.past.set(base, [text, made.files.get(base) ?? '']);
    made.files.set(base, text);
    const report = await analyze({ dir, dryRun: false }, made.deps);
    expect(report.problems).toEqual([]);
    expect(report.changed).toBe(false);
  });

  it('a file that does not promise a last line and is the beginning of its last version was cut off', async () => {
    const made = await rich();
    const whole = `${(made.files.get(base) ?? '').trimEnd()}\nofAPerson:\n  - one\n  - two\n`;
    made.files.set(base, whole.replace('  - two\n', ''));
    made.past.set(base, [whole]);
    await analyze({ dir, dryRun: false }, made.deps);
    expect(made.files.get(base)).toBe(whole);
  });
});
