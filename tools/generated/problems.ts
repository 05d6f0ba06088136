import { code, table } from '@image-factory/action-kit';
import { problemCodes } from '@image-factory/core/problem';
import type { GeneratedFile } from './file.ts';

type Row = readonly [code: string, meaning: string];

const titles: Readonly<Record<string, string>> = {
  yaml: 'YAML files',
  enrollment: 'images.yaml',
  factory: 'factory.yaml',
  dockerfile: 'Dockerfiles',
  source: 'Sources',
  state: 'State files',
  graph: 'The graph of images',
  synth: 'Manifests',
  inputs: 'Inputs and options',
};

const introduction = `# Problems

Every message that the factory reports about your files has a code. The code stays the same for as long as the problem
exists, and is never used for another one. The message itself says what is wrong in your file, where, and what to do next.
`;

/** The reference of problem codes, by the part before the slash. */
export async function generateProblems(): Promise<GeneratedFile[]> {
  const groups = Map.groupBy<string, Row>(Object.entries(problemCodes), ([name]) => name.slice(0, name.indexOf('/')));
  const sections = [...groups].map(([group, rows]) => `## ${titles[group] ?? group}\n\n${tableOf(rows)}\n`);
  return [{ path: 'docs/problems.md', text: [introduction, ...sections].join('\n') }];
}

function tableOf(rows: readonly Row[]): string {
  return table(
    ['Code', 'Meaning'],
    rows.map(([name, meaning]) => [{ markdown: code(name) }, meaning]),
  );
}
