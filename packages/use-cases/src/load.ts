import {
  parseRepoPath,
  readEnrollment,
  readFactory,
  type Enrollment,
  type FactoryConfig,
  type RepoPath,
} from '@image-factory/core/enrollment';
import { error, hasErrors, warning, type Problem } from '@image-factory/core/problem';
import { placeOf, readState, stateFolders, type StateSnapshot, type StateText } from '@image-factory/core/state';
import { layoutOf, pathIn, type Layout } from './layout.ts';
import type { FileChange, FileRead, History, Tree } from './ports.ts';
import { recover, type Recovery } from './recover.ts';

export interface LoadDeps {
  readonly tree: Tree;
  readonly history: History;
}

/** Everything that the factory's folder says, as far as it can be read. */
export interface Loaded {
  readonly layout: Layout;
  /** Undefined when there is no images.yaml. */
  readonly enrollment?: Enrollment;
  /** Undefined when factory.yaml has errors: nothing is guessed about what its operator wants. */
  readonly config?: FactoryConfig;
  readonly state: StateSnapshot;
  /** What has to be done about unreadable state files before their places are written. */
  readonly repairs: readonly FileChange[];
  readonly problems: readonly Problem[];
}

const mebibyte = 1024 * 1024;

export async function loadFactory(dir: RepoPath, deps: LoadDeps): Promise<Loaded> {
  const layout = layoutOf(dir);
  const [enrollment, factory, state] = await Promise.all([
    loadEnrollment(layout, deps.tree),
    loadConfig(layout, deps.tree),
    loadState(layout, deps),
  ]);
  return {
    layout,
    ...enrollment.value,
    ...factory.value,
    state: state.snapshot,
    repairs: state.repairs,
    problems: [...enrollment.problems, ...factory.problems, ...state.problems],
  };
}

export async function loadEnrollment(
  { images, imagesFolder }: Layout,
  tree: Pick<Tree, 'read' | 'list'>,
): Promise<{ value: { enrollment?: Enrollment }; problems: Problem[] }> {
  const found = namedIn(imagesFolder, await tree.list(imagesFolder));
  const paths = [images, ...found.paths];
  const files: { path: string; text: string }[] = [];
  const problems: Problem[] = [...found.problems];
  for (const path of paths) {
    const read = await tree.read(path, 8 * mebibyte + 1);
    if (read.kind === 'file') files.push({ path, text: read.text });
    else if (read.kind === 'refused') problems.push(unreadableImages(path, read));
  }
  if (files.length === 0) return { value: {}, problems: problems.length > 0 ? problems : [noImages(images)] };
  const checked = readEnrollment(files);
  // A file that could not be read may name any image: then nothing counts as removed.
  const enrollment = problems.length > 0 ? { ...checked.value, complete: false } : checked.value;
  return { value: { enrollment }, problems: [...problems, ...checked.problems] };
}

export async function loadConfig(
  { factory }: Layout,
  tree: Pick<Tree, 'read'>,
): Promise<{ value: { config?: FactoryConfig }; problems: readonly Problem[] }> {
  const read = await tree.read(factory, mebibyte);
  if (read.kind === 'refused') return { value: {}, problems: [unreadable(factory, read.reason)] };
  const checked = readFactory(read.kind === 'file' ? { path: factory, text: read.text } : undefined);
  return hasErrors(checked.problems)
    ? { value: {}, problems: checked.problems }
    : { value: { config: checked.value }, problems: checked.problems };
}

async function loadState(layout: Layout, { tree, history }: LoadDeps): Promise<Omit<Recovery, 'recovered'>> {
  const { texts, unreadable: left, problems } = await readStateTexts(layout, tree);
  const reading = readState(texts, layout.state, left);
  const recovered = await recover(layout, reading, history);
  return { snapshot: recovered.snapshot, repairs: recovered.repairs, problems: [...problems, ...reading.problems, ...recovered.problems] };
}

export interface StateTexts {
  readonly texts: readonly StateText[];
  /** Paths below `state/` of files that are there and can't be read: they are left alone. */
  readonly unreadable: readonly string[];
  readonly problems: readonly Problem[];
}

export async function readStateTexts({ state }: Layout, tree: Tree): Promise<StateTexts> {
  const texts: StateText[] = [];
  const refused: string[] = [];
  const problems: Problem[] = [];
  for (const folder of Object.values(stateFolders)) {
    const names = (await tree.list(pathIn(state, folder))).filter((name) => placeOf(`${folder}/${name}`) !== undefined);
    const found = namedIn(pathIn(state, folder), names);
    problems.push(...found.problems);
    const reads = await Promise.all(found.paths.map((path) => tree.read(path, mebibyte)));
    for (const [index, read] of reads.entries()) {
      const full = found.paths[index];
      if (full === undefined || read.kind === 'missing') continue;
      const path = full.slice(state.length + 1);
      if (read.kind === 'file') texts.push({ path, text: read.text });
      else refused.push(path);
      if (read.kind === 'refused') problems.push(unreadable(full, read.reason));
    }
  }
  return { texts, unreadable: refused, problems };
}

/** The files of a folder by their paths; a name that no file of ours has is a problem of that file alone. */
function namedIn(folder: RepoPath, names: readonly string[]): { paths: RepoPath[]; problems: Problem[] } {
  const paths: RepoPath[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const parsed = parseRepoPath(`${folder}/${name}`);
    if (parsed.ok) paths.push(parsed.value);
    else
      problems.push(
        error('source/unreadable', `A file in ${folder} is passed over: ${parsed.error.message}`, {
          source: { file: folder },
          hint: 'Rename it, or move it elsewhere.',
        }),
      );
  }
  return { paths, problems };
}

function noImages(path: string): Problem {
  return warning('enrollment/missing-file', `There is no ${path}: nothing is enrolled.`, {
    source: { file: path },
    hint: 'Run `image-factory init` to write one from the Dockerfiles of this repository.',
  });
}

function unreadableImages(file: string, { code, reason }: Extract<FileRead, { kind: 'refused' }>): Problem {
  if (code === 'too-large') {
    return error('yaml/too-large', `${file} is larger than 8 MiB.`, {
      source: { file },
      hint: 'Move entries to files of their own in `images.d/`.',
    });
  }
  return code === 'not-utf8'
    ? error('yaml/not-utf8', `${file} is not UTF-8.`, { source: { file }, hint: 'Save it as UTF-8.' })
    : unreadable(file, reason);
}

function unreadable(file: string, reason: string): Problem {
  return error('source/unreadable', `${file} can not be read: ${reason}.`, { source: { file } });
}
