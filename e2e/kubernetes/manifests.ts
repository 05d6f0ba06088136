import { readKubernetesYaml, runCli, temporaryFolder, type ApiObject, type Files } from '@image-factory/testkit';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from '../writers/program.ts';

/** What the command line makes of a factory. */
export interface Manifests {
  /** Texts by path. */
  readonly files: Files;
  /** The objects for Kargo, in the order of files and documents. */
  readonly objects: readonly ApiObject[];
}

/** Runs `update` on files in a folder of their own: analysis, state and manifests, as a person would. */
export async function manifestsOf(files: Files): Promise<Manifests> {
  await using folder = await temporaryFolder(files);
  await update(folder.path);
  const names = (await readdir(join(folder.path, 'dist'))).filter((name) => name.startsWith('image-factory')).toSorted();
  const texts = await Promise.all(names.map(async (name): Promise<[string, string]> => [name, await folder.read(`dist/${name}`)]));
  return { files: Object.fromEntries(texts), objects: texts.flatMap(([, text]) => objectsIn(text)) };
}

export function objectsIn(text: string): ApiObject[] {
  return readKubernetesYaml(text).map((object): ApiObject => ({ ...object, metadata: { ...object.metadata } }));
}

/** What `synth --verify` has to say of files, a line each. */
export async function verified(files: Files): Promise<string[]> {
  await using folder = await temporaryFolder(files);
  const { stdout } = await program(['synth', '--verify', '--json', '.'], { cwd: folder.path });
  const { problems } = JSON.parse(stdout) as { readonly problems: readonly { readonly code: string; readonly message: string }[] };
  return problems.map(({ code, message }) => `${message} [${code}]`);
}

export interface Usage {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

const announce = new URL('./announce-usage.ts', import.meta.url);

/** What the shipped program takes to write the manifests of a factory whose state is known. */
export async function measuredSynth(files: Files): Promise<Usage> {
  await using folder = await temporaryFolder(files);
  await update(folder.path);
  await rm(join(folder.path, 'dist'), { recursive: true });
  const usage = join(folder.path, 'usage.json');
  const env = { NODE_OPTIONS: `--import=${announce.href}`, IMAGE_FACTORY_USAGE: usage };
  const run = await runCli(['synth'], { cwd: folder.path, env, timeoutMs: 300_000 });
  if (run.exitCode !== 0) throw new Error(`image-factory synth ended with ${run.exitCode}:\n${run.stderr}`);
  return JSON.parse(await readFile(usage, 'utf8')) as Usage;
}

async function update(cwd: string): Promise<void> {
  const run = await program(['update'], { cwd, env: { IMAGE_FACTORY_OFFLINE: '1', HOME: cwd } });
  if (run.exitCode !== 0) throw new Error(`image-factory update ended with ${run.exitCode}:\n${run.stderr}`);
}
