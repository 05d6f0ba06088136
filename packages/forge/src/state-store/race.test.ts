import { startGitHub } from '@image-factory/testkit';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createWriteBucket } from '../api/write-bucket.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { bot, branchOf, slugOf, textAt, write } from './store.fixture.ts';
import { createGitHubStores } from './store.ts';
import type { GitHubStore } from './types.ts';

const slug = 'acme/factory';
const writers = 20;

/** Compare and swap until it is done: read, plan, commit, and from the start when it did not land. */
async function addLine(store: GitHubStore, line: string): Promise<number> {
  for (let tries = 1; tries <= 200; tries += 1) {
    const opened = await store.open();
    if (opened.kind === 'head') {
      const all = (await textAt(opened.head, 'state/all.yaml')) ?? '';
      if (all.includes(line)) return tries;
      const changes = [write('state/all.yaml', `${all}${line}\n`), write(`state/${line}.yaml`, 'n: 1\n')];
      await store.commit(opened.head.commit, { changes, message: `Add ${line}`, author: bot });
    }
    await setTimeout(Math.random() * Math.min(4000, 50 * 2 ** tries));
  }
  throw new Error(`${line} did not land`);
}

it('twenty writers of one file all land, none twice, whatever becomes of their answers', { timeout: 120_000 }, async () => {
  await using github = await startGitHub({ repositories: { [slug]: { files: { 'state/all.yaml': 'first\n' } } } });
  for (const when of ['before', 'after', 'before', 'after', 'after'] as const) github.faults.push({ path: '/graphql', contains: 'createCommitOnBranch', answer: 'reset', when });
  const pace = virtualPace();
  const writes = createWriteBucket({ pace });
  const lines = Array.from({ length: writers }, (_, number) => `writer-${number}.`);
  await Promise.all(
    lines.map((line) => {
      const stores = createGitHubStores({ repository: slugOf(slug), token: 'ghs_test', apiUrl: github.url, pace, writes });
      return addLine(stores(branchOf('main')), line);
    }),
  );
  const repository = github.repository(slug);
  expect(github.faults).toEqual([]);
  const all = (await repository.readFile('state/all.yaml')) ?? '';
  expect(all.split('\n').toSorted()).toEqual(['', 'first', ...lines].toSorted());
  const log = await repository.log();
  const headlines = log.map(({ message }) => message.split('\n')[0] ?? '');
  expect(headlines.toSorted()).toEqual(['first', ...lines.map((line) => `Add ${line}`)].toSorted());
  expect(log.slice(0, -1).every(({ parents }, index) => parents[0] === log[index + 1]?.sha)).toBe(true);
});
