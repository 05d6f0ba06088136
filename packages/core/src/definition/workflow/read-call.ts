import type { Hole } from './outcome.ts';
import type { BuildCall } from './find-calls.ts';
import { readNaming, readPushes, type Naming } from './naming.ts';
import { wholeText } from './outcome.ts';
import { readPlace, normalizePath, type BuildPlace } from './place.ts';
import { readInputs, readText, sayList, sayPairs, sayText, type Input } from './read-input.ts';
import type { Draft, Said } from './said.ts';
import { createScope, type Circumstance } from './scope.ts';
import type { BuildForm, DefinedField, WantedBuild } from './types.ts';

/** What a step says in one circumstance. */
export interface ReadCall {
  readonly draft: Draft<DefinedField>;
  /** Where the Dockerfile is, in the repository; a hole when a run decides, undefined when it is elsewhere. */
  readonly dockerfile: string | Hole | undefined;
  /** Whether the step leaves the Dockerfile to the enrollment. */
  readonly byImage: boolean;
  readonly naming: Naming;
  readonly pushes: Naming;
}

/** Inputs by field. Those of our own action go by the names of the enrollment. */
const inputNames: Readonly<Record<BuildForm, Readonly<Record<DefinedField, string>>>> = {
  'build-push-action': {
    dockerfile: 'file',
    context: 'context',
    target: 'target',
    platforms: 'platforms',
    buildArgs: 'build-args',
    contexts: 'build-contexts',
    tags: 'tags',
  },
  'build-image': own(),
  'build-image-workflow': own(),
};

function own(): Readonly<Record<DefinedField, string>> {
  return {
    dockerfile: 'dockerfile',
    context: 'context',
    target: 'target',
    platforms: 'platforms',
    buildArgs: 'build-args',
    contexts: 'contexts',
    tags: 'tags',
  };
}

/** What a step that builds one image says in one circumstance. */
export function readCall(call: BuildCall & { readonly form: BuildForm }, circumstance: Circumstance, wanted: WantedBuild): ReadCall {
  const scope = createScope(call.surroundings, circumstance);
  const paths = createScope(call.surroundings, circumstance, { paths: true });
  const inputs = readInputs(call.inputs);
  const names = inputNames[call.form];
  const draft = new Map<DefinedField, Said>();
  const say = (field: DefinedField, read: (input: Input) => Said): void => {
    const input = inputs.get(names[field]);
    if (input !== undefined) draft.set(field, read(input));
  };
  const [context, file] = [inputs.get(names.context), inputs.get(names.dockerfile)];
  const text = (input: Input | undefined): string | Hole | undefined =>
    input === undefined ? undefined : wholeText(readText(input, paths).pieces);
  const place =
    call.form === 'build-push-action' ? readPlace(text(context), text(file), wanted.sourceRepository) : ownPlace(text(context), text(file));

  if (context !== undefined) draft.set('context', placed(context, place.context));
  if (file !== undefined) draft.set('dockerfile', placed(file, place.dockerfile ?? text(file) ?? ''));
  say('target', (input) => sayText(input, scope));
  say('platforms', (input) => sayList(input, scope, { commas: true }));
  say('buildArgs', (input) => sayPairs(input, scope, (name) => environment(name, call, scope)));
  say('contexts', (input) => sayPairs(input, scope, () => [{ why: 'it has no value' }]));
  say('tags', (input) => sayList(input, scope, { commas: true }));

  const naming = readNaming(inputs, call, scope, wanted);
  const byImage = call.form !== 'build-push-action' && file === undefined;
  // Our own action publishes what it builds, unless a gate forbids it.
  const pushes = call.form === 'build-push-action' ? readPushes(inputs, scope) : 'yes';
  return { draft, dockerfile: place.dockerfile, byImage, naming, pushes };
}

/** Our own action takes a path of the repository for both, as the enrollment does. */
function ownPlace(context: string | Hole | undefined, file: string | Hole | undefined): BuildPlace {
  const dockerfile = typeof file === 'string' ? normalizePath(file) : file;
  return { context: typeof context === 'string' ? (normalizePath(context) ?? context) : (context ?? '.'), dockerfile };
}

function placed({ text, line }: Input, value: string | Hole): Said {
  return { line, values: [{ value, written: text.trim(), line }] };
}

/** The client of the builder takes a name without a value from its environment, where `env` of the workflow is. */
function environment(name: string, call: BuildCall, scope: ReturnType<typeof createScope>): readonly (string | Hole)[] {
  if (call.surroundings.env.length === 0) return [{ why: 'it has no value' }];
  const outcome = scope.lookup(['env', name]);
  if (outcome.kind === 'known') return [String(outcome.value ?? '')];
  return [{ why: outcome.kind === 'unknown' ? outcome.why : 'it is taken from the environment of the run' }];
}
