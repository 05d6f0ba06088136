import { dockerfileCases, type DockerfileCase } from '@image-factory/testkit';
import { beforeAll, expect, it } from 'vitest';
import { Judge } from './judge.ts';
import { describeJudge } from './judge.fixture.ts';
import type { Question, Verdict } from './question.ts';

function questionOf({ text, target, platforms, buildArgs, contexts, onbuild }: DockerfileCase): Question {
  return {
    text,
    ...(target === undefined ? {} : { target }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(contexts === undefined ? {} : { contexts }),
    ...(onbuild === undefined ? {} : { onBuild: onbuild }),
  };
}

describeJudge('BuildKit says what our own cases say', (program) => {
  let verdicts: readonly Verdict[] = [];

  beforeAll(async () => {
    await using judge = new Judge(program);
    verdicts = await judge.ask(dockerfileCases.map(questionOf));
  }, 120_000);

  it.each(dockerfileCases.map((row, index) => ({ ...row, index })))('$id: $story', ({ index, ...row }) => {
    const verdict = verdicts[index];
    if ('pulls' in row) return expect(verdict).toMatchObject({ ok: true, pulls: row.pulls.toSorted() });
    expect(verdict).toMatchObject({ ok: false });
    // BuildKit does not always tell a line.
    const { refusedAt, toldLine = refusedAt } = row;
    if (verdict?.ok === false && verdict.line !== undefined) expect(verdict.line).toBe(toldLine);
  });
});
