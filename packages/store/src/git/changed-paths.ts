import { askLocally } from './local.ts';

const mostBytes = 256 * 1024 * 1024;
const rawDiff = [
  '-r',
  '-z',
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--no-ext-diff',
  '--ignore-submodules=dirty',
  '--relative',
  '--end-of-options',
];

/**
 * The paths below `root` in which two commits differ, or a commit and the work tree: there untracked files that nothing
 * ignores count, too. Nothing is written, not even the index, and no filter that the repository configures is run.
 *
 * @param base - the id of a commit
 * @param head - the id of a commit; undefined for the work tree
 * @returns ordered; undefined when git can not tell, as in a clone that lacks a part of the commits
 */
export async function changedPaths(root: string, base: string, head: string | undefined): Promise<string[] | undefined> {
  const paths = head === undefined ? await changedInWorkTree(root, base) : await changedBetween(root, base, head);
  return paths === undefined ? undefined : [...new Set(paths)].toSorted();
}

async function changedBetween(root: string, base: string, head: string): Promise<string[] | undefined> {
  const output = await askLocally(root, ['diff-tree', ...rawDiff, base, head], mostBytes);
  return output === undefined ? undefined : parseRaw(output).map(({ path }) => path);
}

async function changedInWorkTree(root: string, base: string): Promise<string[] | undefined> {
  const env = await withoutFilters(root);
  const [tracked, untracked] = await Promise.all([
    askLocally(root, ['diff-index', ...rawDiff, base, '--'], mostBytes, { env }),
    askLocally(root, ['ls-files', '-z', '--others', '--exclude-standard'], mostBytes),
  ]);
  if (tracked === undefined || untracked === undefined) return undefined;
  const candidates = parseRaw(tracked);
  const same = await touchedOnly(root, candidates.filter(isTouched), env);
  return [
    ...candidates.filter(({ path }) => !same.has(path)).map(({ path }) => path),
    ...untracked
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== ''),
  ];
}

interface Candidate {
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
  readonly path: string;
}

/** Records are `:<old mode> <new mode> <old id> <new id> <status>\0<path>\0`. */
function parseRaw(output: Buffer): Candidate[] {
  const parts = output.toString('utf8').split('\0');
  const found: Candidate[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, oldMode = '', newMode = '', oldId = '', newId = ''] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]$/.exec(parts[index] ?? '') ?? [];
    found.push({ oldMode, newMode, oldId, newId, path: parts[index + 1] ?? '' });
  }
  return found;
}

/** Git says so of files whose times differ; whether they hold something else it did not look. */
function isTouched({ oldMode, newMode, newId, path }: Candidate): boolean {
  return oldMode === newMode && oldMode.startsWith('100') && /^0+$/.test(newId) && !path.includes('\n');
}

/** Those of the paths that hold what they held. */
async function touchedOnly(
  root: string,
  candidates: readonly Candidate[],
  env: Readonly<Record<string, string>>,
): Promise<ReadonlySet<string>> {
  if (candidates.length === 0) return new Set();
  const input = candidates.map(({ path }) => `${path}\n`).join('');
  const output = await askLocally(root, ['hash-object', '--stdin-paths'], mostBytes, { env, input });
  const ids = output?.toString('utf8').split('\n') ?? [];
  return new Set(candidates.filter(({ oldId }, index) => ids[index] === oldId).map(({ path }) => path));
}

/** Settings that turn off every program which the repository wants its files to pass through. */
async function withoutFilters(root: string): Promise<Record<string, string>> {
  const output = await askLocally(root, ['config', '-z', '--name-only', '--get-regexp', String.raw`^filter\..`]);
  const names = output?.toString('utf8').split('\0') ?? [];
  const drivers = new Set(names.flatMap((name) => /^filter\.(.+)\.[^.]+$/s.exec(name)?.[1] ?? []));
  const settings = [...drivers].flatMap((driver) => [
    { key: `filter.${driver}.clean`, value: '' },
    { key: `filter.${driver}.process`, value: '' },
    { key: `filter.${driver}.required`, value: 'false' },
  ]);
  const variables = settings.flatMap(({ key, value }, index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(variables) };
}
