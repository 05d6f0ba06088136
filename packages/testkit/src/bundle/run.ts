import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { runProcess, type ProcessRun } from '../process.ts';
import { temporaryFolder } from '../temporary.ts';
import { parseAnnotations, type Annotation } from './annotations.ts';
import { parseOutputs } from './outputs.ts';

const shipped = fileURLToPath(new URL('../../../../dist/', import.meta.url));

export interface BundleOptions {
  /** The work tree; also `GITHUB_WORKSPACE`. */
  readonly cwd: string;
  /** By the names of action.yml. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly stdin?: string;
  /** Another Node to run on; default: the one that runs the tests. */
  readonly node?: string;
  readonly timeoutMs?: number;
  /** Folder of the bundles; default: `dist/` of this repository. */
  readonly dist?: string;
}

export interface BundleRun extends ProcessRun {
  readonly outputs: Readonly<Record<string, string>>;
  /** What the step wrote for its job's summary, in Markdown. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

/**
 * Runs a shipped action as the runner does: a process of its own, inputs in the environment, files for what it gives back.
 * Nothing of the surrounding job's environment reaches it.
 *
 * @param name - folder below `dist/`
 * @throws Error when the bundle was not built, or does not end in time
 */
export async function runBundle(name: string, options: BundleOptions): Promise<BundleRun> {
  await using files = await temporaryFolder({ output: '', summary: '', state: '', env: '', path: '' });
  const env = {
    CI: 'true',
    HOME: files.path,
    ...runnerFiles(files.path, options.cwd),
    ...inputVariables(options.inputs ?? {}),
    IMAGE_FACTORY_OFFLINE: '1', // no network in tests
    ...options.env,
  };
  const run = await runEntry(name, options, env);
  return {
    ...run,
    outputs: parseOutputs(await files.read('output')),
    summary: await files.read('summary'),
    annotations: parseAnnotations(run.stdout),
  };
}

export type CliOptions = Pick<BundleOptions, 'cwd' | 'env' | 'stdin' | 'node' | 'timeoutMs' | 'dist'>;

/** Runs the shipped command line, with no terminal and an empty home folder. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<ProcessRun> {
  await using home = await temporaryFolder();
  return await runEntry('cli', { ...options, args }, { HOME: home.path, IMAGE_FACTORY_OFFLINE: '1', ...options.env }); // the home must outlive the run
}

function runEntry(name: string, options: BundleOptions, env: Readonly<Record<string, string>>): Promise<ProcessRun> {
  const { cwd, args = [], stdin = '', node = process.execPath, timeoutMs = 60_000, dist = shipped } = options;
  const entry = join(dist, name, 'index.js');
  if (!existsSync(entry)) throw new Error(`dist/${name}/index.js is missing: run \`pnpm build\` first.`);
  return runProcess(node, [entry, ...args], { cwd, env, stdin, timeoutMs });
}

function runnerFiles(folder: string, workspace: string): Record<string, string> {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_PATH: join(folder, 'path'),
    RUNNER_TEMP: folder,
  };
}

/** The runner's rule: upper case, blanks become `_`, everything else stays. */
function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]));
}
