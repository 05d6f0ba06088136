import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { code, readAction, table, type ActionFile } from '@image-factory/action-kit';
import { root } from '../root.ts';
import { markedPart, replacePart, type GeneratedFile } from './file.ts';

/** The tables of inputs and outputs in each action's README. A README that is not there begins as title and tables. */
export async function generateActionReadmes(): Promise<GeneratedFile[]> {
  const names = await readdir(join(root, 'actions'));
  const withAction = names.toSorted().filter((name) => existsSync(join(root, 'actions', name, 'action.yml')));
  return Promise.all(withAction.map(generateReadme));
}

async function generateReadme(name: string): Promise<GeneratedFile> {
  const path = `actions/${name}/README.md`;
  const action = await readAction(join(root, 'actions', name, 'action.yml'));
  const parts = { inputs: inputTable(action), outputs: outputTable(action) };
  const text = existsSync(join(root, path)) ? await readFile(join(root, path), 'utf8') : newReadme(name, action);
  try {
    return { path, text: Object.entries(parts).reduce((readme, [part, content]) => replacePart(readme, part, content), text) };
  } catch (error) {
    throw new Error(`${path} has no place for its tables`, { cause: error });
  }
}

function newReadme(name: string, { description }: ActionFile): string {
  return `# ${name}\n\n${description}\n\n## Inputs\n\n${markedPart('inputs', '')}\n\n## Outputs\n\n${markedPart('outputs', '')}\n`;
}

export function inputTable({ inputs, deprecated }: Pick<ActionFile, 'inputs' | 'deprecated'>): string {
  const rows = Object.entries(inputs).map(([name, input]) => [
    { markdown: code(name) },
    input.description,
    input.required ? 'required' : { markdown: code(input.default) },
  ]);
  const renamed = Object.entries(deprecated).map(([name, message]) => [{ markdown: code(name) }, `Deprecated: ${message}`, '']);
  return rows.length + renamed.length === 0 ? 'None.' : table(['Input', 'Meaning', 'Default'], [...rows, ...renamed]);
}

export function outputTable({ outputs }: Pick<ActionFile, 'outputs'>): string {
  const rows = Object.entries(outputs).map(([name, { description }]) => [{ markdown: code(name) }, description]);
  return rows.length === 0 ? 'None.' : table(['Output', 'Meaning'], rows);
}
