import { parseRepoSlug } from '@image-factory/core/enrollment';
import type { LookUp } from '@image-factory/core/observe';
import { expect, it } from 'vitest';
import { relayInputs } from '../relay/world.fixture.ts';
import { digest, Loop } from './loop.fixture.ts';
import { planNotice } from './notices-plan.ts';
import { tellAll, type IssueAnswer } from './notices-tell.ts';
import type { Notice } from './notices.ts';

const hour = 60;
const url = 'https://forge.example/issues/1';
const node = 'image-factory/state/base-images/node-22.yaml';
const down: LookUp = { kind: 'unknown', code: 'broken', why: 'the registry answered 503 three times' };
const { dir, branch } = relayInputs('');

/** One issue, which remembers what it said last. */
class Issue {
  said: string | undefined;
  readonly answers: IssueAnswer['kind'][] = [];

  tell({ items }: Notice): IssueAnswer {
    const text = items.length === 0 ? undefined : JSON.stringify(items);
    const kind = text === this.said ? (text === undefined ? 'nothing' : 'unchanged') : text === undefined ? 'closed' : this.said === undefined ? 'created' : 'updated';
    this.said = text;
    this.answers.push(kind);
    return kind === 'nothing' ? { kind } : { kind, url };
  }
}

/** A sweep as the workflow makes it: asks the registries, dispatches, and tells what needs a person. */
async function sweep(loop: Loop, issue: Issue, by: string) {
  const observed = await loop.look();
  const dispatched = await loop.dispatch(by);
  const factory = parseRepoSlug('acme/factory', 'github');
  const opened = await (await loop.deps('notify').open(branch)).open();
  if (!factory.ok || opened.kind !== 'head') throw new Error('a fixture');
  const { head } = opened;
  const tree = { read: (path: typeof dir) => head.read(path), list: (folder: typeof dir) => head.list(folder), apply: async () => {} };
  const { notice, ways } = await planNotice({ dir, factory: factory.value }, { tree, history: head.history, clock: loop });
  if (notice !== undefined) await tellAll(notice, ways, false, { issues: () => ({ tell: async (what) => issue.tell(what) }), sleep: async () => {} });
  return { observed, dispatched };
}

it('a registry that answers 503 for three days: nothing is changed or built, it is told once after a day, and afterwards all goes on', async () => {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } }, 'notifications: [{type: issue}]\n');
  const issue = new Issue();
  loop.publish('node:22', 'a');
  loop.publish('ghcr.io/acme/app:latest', 'A');
  await sweep(loop, issue, 'before');
  const calm = { commits: loop.commits, image: loop.state('app').get('currentDigest') };

  loop.registry.set('docker.io/library/node:22', down);
  loop.registry.set('ghcr.io/acme/app:latest', down);
  const files = new Set<string>();
  for (let turn = 1; turn <= 72; turn += 1) {
    loop.advance(hour);
    const { observed, dispatched } = await sweep(loop, issue, `away ${turn}`);
    files.add(loop.file(node));
    expect([observed.failed, observed.problems.map(({ severity }) => severity)]).toEqual([2, turn > 25 ? ['error', 'error'] : ['warning', 'warning']]);
    expect(dispatched.images).toMatchObject([{ decision: 'unknown', why: expect.stringContaining('could not be looked up since 2026-01-01T01:00:00Z') }]);
  }
  expect([loop.runs, files.size, loop.state('app').get('currentDigest')]).toEqual([[], 1, calm.image]);
  const [file = ''] = files;
  for (const part of [`currentDigest: ${digest('a')}`, 'since: "2026-01-01T01:00:00Z"', 'code: broken']) expect(file).toContain(part);
  expect(loop.commits - calm.commits).toBe(1 + 3); // the failure, and a sign of life a day
  expect(issue.answers.filter((answer) => answer !== 'nothing' && answer !== 'unchanged')).toEqual(['created']);
  expect(issue.answers.indexOf('created')).toBe(1 + 25); // the first sweep at which it is longer than a day
  expect(issue.said).toContain('since 2026-01-01T01:00:00Z');

  loop.publish('node:22', 'b');
  loop.publish('ghcr.io/acme/app:latest', 'A');
  loop.advance(hour);
  expect((await sweep(loop, issue, 'back')).observed).toMatchObject({ failed: 0, problems: [] });
  expect(loop.file(node)).not.toContain('checkFailure');
  expect(issue.answers.at(-1)).toBe('closed');
  expect(loop.runs).toEqual([]); // the delay counts from when it was seen
  for (let turn = 0; turn < 8; turn += 1) {
    loop.advance(24 * hour);
    await sweep(loop, issue, `after ${turn}`);
  }
  expect(loop.runs.map(({ inputs }) => inputs['image'])).toEqual(['app']);
});
