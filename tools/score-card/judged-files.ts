import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CaseFile } from './case-files.ts';
import { pulls, refused } from './question.ts';

interface Verdict {
  readonly ok: boolean;
  readonly pulls?: readonly string[];
}

/**
 * Every Dockerfile below a folder, with what BuildKit itself says of it.
 *
 * @param program - the judge of e2e/dockerfile
 * @throws Error when it does not answer each question
 */
export async function judgedFiles(folder: string, program: string): Promise<CaseFile> {
  const paths = globSync(['**/Dockerfile*', '**/*.Dockerfile', '**/*.dockerfile'], { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = [...new Set(paths)].toSorted().map((path) => ({ id: path, text: readFileSync(path, 'utf8') }));
  const verdicts = await ask(
    program,
    files.map((file) => file.text),
  );
  if (verdicts.length !== files.length) throw new Error(`${program} gave ${verdicts.length} answers to ${files.length} questions.`);
  const questions = files.map((file, index) => {
    const verdict = verdicts[index];
    return { ...file, build: {}, everyStage: false, wanted: verdict?.ok === true ? pulls(verdict.pulls ?? []) : refused };
  });
  return { name: 'other files', questions };
}

async function ask(program: string, texts: readonly string[]): Promise<Verdict[]> {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {}); // fewer answers than questions say more
  child.stdin.end(texts.map((one) => `${JSON.stringify({ text: one })}\n`).join(''));
  const output = await text(child.stdout);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Verdict);
}
