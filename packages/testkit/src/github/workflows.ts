import { parse } from 'yaml';
import type { Repository } from './world.ts';
import type { Workflow } from './view/run.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** An input as the file declares it. */
export interface WorkflowInput {
  readonly required: boolean;
  readonly hasDefault: boolean;
  readonly options: readonly string[] | undefined;
}

/** The workflows on the default branch; their ids follow from their paths. */
export async function readWorkflows({ git, defaultBranch, disabledWorkflows }: Repository): Promise<Workflow[]> {
  const commit = await git.resolve(`refs/heads/${defaultBranch}`);
  if (commit === undefined) return [];
  const entries = await git.tree(commit, { path: '.github/workflows/' });
  const files = entries.filter(({ type, path }) => type === 'blob' && /\.ya?ml$/.test(path));
  return Promise.all(
    files.map(async ({ path, sha }) => {
      const text = (await git.blob(sha)).toString('utf8');
      const file = path.split('/').at(-1) ?? '';
      const id = [...path].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_000, 11);
      const name = mapping(parse(text))['name'];
      const state = disabledWorkflows.includes(file) ? 'disabled_manually' : 'active';
      return { id, path, file, text, state, name: typeof name === 'string' ? name : path } as const;
    }),
  );
}

/** What the file says under `on:` for an event; undefined when it does not start on it. */
export function readTrigger(text: string, event: string): Mapping | undefined {
  const on = mapping(parse(text))['on'];
  if (typeof on === 'string') return on === event ? {} : undefined;
  if (Array.isArray(on)) return on.includes(event) ? {} : undefined;
  return event in mapping(on) ? mapping(mapping(on)[event]) : undefined;
}

export function readInputs(trigger: Mapping): ReadonlyMap<string, WorkflowInput> {
  return new Map(
    Object.entries(mapping(trigger['inputs'])).map(([name, value]) => {
      const input = mapping(value);
      const options = Array.isArray(input['options']) ? input['options'].map(String) : undefined;
      return [name, { required: input['required'] === true, hasDefault: input['default'] !== undefined, options }];
    }),
  );
}

/** `run-name`, with `inputs.X` and `github.event.…` replaced; other expressions stay as they are. */
export function renderRunName(text: string, event: Mapping): string | undefined {
  const name = mapping(parse(text))['run-name'];
  if (typeof name !== 'string') return undefined;
  return name.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (all, path: string) => {
    const keys = path.startsWith('inputs.') ? path.split('.') : /^github\.event\.(.+)$/.exec(path)?.[1]?.split('.');
    return keys === undefined ? all : shown(keys.reduce<unknown>((value, key) => mapping(value)[key], event));
  });
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? 'Object' : String(value);
}

function mapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
