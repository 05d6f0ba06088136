import { error, type Problem } from '@image-factory/core/problem';
import { answerQuestions, describePulls, type DockerfilePulls } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { FileContext } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { writeAll } from '../../terminal/write-all.ts';
import { readBuild } from './build.ts';
import { findTexts } from './find-texts.ts';
import { renderPulls } from './render.ts';
import type { inspectSpec } from './spec.ts';

type Options = Parsed<typeof inspectSpec>['options'];

export async function runInspect({ options, positionals }: Parsed<typeof inspectSpec>, context: FileContext): Promise<Outcome> {
  return options.batch ? runBatch(options, positionals, context) : runFiles(options, positionals, context);
}

async function runFiles(options: Options, positionals: readonly string[], { cwd, stdin, log }: FileContext): Promise<Outcome> {
  const build = readBuild(options);
  if (!build.ok) return refused(build.error);
  const files: DockerfilePulls[] = [];
  const problems: Problem[] = [];
  const lines = new Map<string, readonly string[]>();
  await log.phase('Read Dockerfiles', async () => {
    for await (const found of findTexts(positionals.length === 0 ? ['.'] : positionals, cwd, stdin)) {
      if (found.kind === 'problem') {
        problems.push(found.problem);
        continue;
      }
      const pulls = describePulls(found.text, { ...build.value, file: found.file });
      files.push(pulls.value);
      problems.push(...pulls.problems);
      if (pulls.problems.length > 0) lines.set(found.file, found.text.split(/\r?\n/));
    }
  });
  return {
    report: { files },
    problems,
    render: (page) => renderPulls(files, page),
    readLine: async ({ source }) => lines.get(source?.file ?? '')?.[(source?.range?.start.line ?? 0) - 1],
  };
}

/** Nothing is left for the outcome: the answers are as long as the questions. */
async function runBatch(options: Options, positionals: readonly string[], { stdin, stdout, global }: FileContext): Promise<Outcome> {
  const problems = [
    ...strangersIn(options, positionals),
    ...(global.json ? [error('inputs/invalid', '--batch answers in JSON already: leave --json out.')] : []),
  ];
  if (problems.length > 0) return refused(problems);
  for await (const answers of answerQuestions(stdin())) if (!(await writeAll(stdout, answers))) break;
  return refused([]);
}

/** What belongs to one build is part of a question. */
function strangersIn({ batch: _batch, strict: _strict, ...build }: Options, positionals: readonly string[]): Problem[] {
  const given = Object.entries(build).flatMap(([name, value]) => (value === undefined || value.length === 0 ? [] : [`--${name}`]));
  return [...given, ...positionals].map((name) =>
    error('inputs/invalid', `${name} does not go with --batch.`, { hint: 'Each question on standard input says what it is about.' }),
  );
}
