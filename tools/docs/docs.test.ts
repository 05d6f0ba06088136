import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readEnrollment, readFactory } from '@image-factory/core/enrollment';
import { runCli, temporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { root } from '../root.ts';
import { readCommands, readFences, readLinks, type Fence } from './fences.ts';
import { notRun, reasonOf } from './not-run.ts';

const paths = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'actions/*/README.md'], { cwd: root }).toSorted();
const pages = paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const Manifest = z.object({ scripts: z.record(z.string(), z.string()) });
const manifest = Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

const sample = { 'web/Dockerfile': 'FROM node:22-bookworm-slim\n', 'README.md': '# Sample\n' };

describe.each(pages)('$path', ({ path, text }) => {
  const fences = readFences(text, path).filter((fence) => reasonOf(fence) === undefined);
  const commands = fences.filter(({ language }) => language === 'sh' || language === 'console');
  const configurations = fences.filter(({ language }) => language === 'yaml');

  it('leads to files that exist', () => {
    expect(readLinks(text).filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  });

  it('has no block that is neither run nor named as not run', () => {
    const known = [...commands, ...configurations];
    expect(fences.filter((fence) => !known.includes(fence)).map(({ place, language }) => `${place} ${language}`)).toEqual([]);
  });

  it(`runs ${commands.map(({ place }) => place).join(', ') || 'nothing'}`, async () => {
    await using repository = await temporaryRepository({ files: sample });
    await repository.git('remote', 'add', 'origin', 'https://github.com/acme/sample.git');
    const failures: string[] = [];
    for (const fence of commands) failures.push(...(await runFence(fence, repository.path)));
    expect(failures).toEqual([]);
  });

  it.each(configurations)('$place is accepted', ({ text: yaml }) => {
    const file = { path: 'sample.yaml', text: yaml };
    const read = yaml.split('\n').some((line) => line.startsWith('- name:')) ? readEnrollment([file]) : readFactory(file);
    expect(read.problems).toEqual([]);
  });
});

it('names no block as not run that is not there', () => {
  const all = pages.flatMap(({ path, text }) => readFences(text, path));
  expect(notRun.filter(({ applies }) => !all.some(applies)).map(({ reason }) => reason)).toEqual([]);
});

/** Runs the lines in order; gives those that did not end as they should. */
async function runFence({ text, place }: Fence, cwd: string): Promise<string[]> {
  const failures: string[] = [];
  for (const { line, exitCode } of readCommands(text)) {
    const [program = '', ...args] = line.split(/\s+/);
    const script = /^(?:npx -y pnpm@\d+|pnpm) ([a-z]+)/.exec(line)?.[1];
    if (script !== undefined) {
      // Running these would run the tests that this is one of; it is enough that there is such a script.
      if (!Object.hasOwn(manifest.scripts, script)) failures.push(`${place}: ${line}: package.json has no such script`);
    } else if (program !== 'image-factory') {
      failures.push(`${place}: ${line}: only image-factory and scripts of package.json are run`);
    } else {
      const run = await runCli(args, { cwd });
      if (run.exitCode !== exitCode) failures.push(`${place}: ${line}: exit code ${run.exitCode}\n${run.stdout}${run.stderr}`);
    }
  }
  return failures;
}
