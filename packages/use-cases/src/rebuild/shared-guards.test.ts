import { describeShared } from '@image-factory/testkit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { Loop } from './loop.fixture.ts';
import { dispatch } from './dispatch.ts';
import { relayInputs } from '../relay/world.fixture.ts';

const Paths = z.array(z.string());
const Row = z.object({
  id: z.string(),
  /** Of one repository, of one repository in several parts, or by repository. */
  pending: z.union([Paths, z.array(Paths), z.array(z.record(z.string(), Paths))]),
  inProgressBuilds: z.number(),
  /** Newest first. */
  recentBuilds: z.array(z.enum(['succeeded', 'failed'])),
  expectDispatch: z.boolean(),
  expectPaths: Paths.optional(),
  expectPathsByRepo: z.record(z.string(), Paths).optional(),
  expectNotifications: z.number(),
});
type Row = z.infer<typeof Row>;

const hour = 60;
const day = 24 * hour;

interface Dispatches {
  /** In the next sweep. */
  readonly now: boolean;
  /** In a sweep of the next day. */
  readonly within: boolean;
}

/** Rows in which ours differs by design (SPEC section 7, point 7), with what ours does and why. */
const different: Readonly<Record<string, Dispatches & { readonly why: string }>> = {
  RecentFailedBuilds_MaxFailed: { now: false, within: true, why: 'three failures make it wait for two hours; it ends at eight, which is held and told' },
  RecentFailedBuilds_PartialFailed: { now: false, within: true, why: 'from the second failure on each makes it wait longer, so that nothing is tried again at once' },
};

/** Theirs tell of each dispatch; ours tell of what needs a person, and the summary of a run says the rest. */
const told = 0;

describeShared('what keeps others from starting a build', 'cases', (folder) => {
  const { dispatchGuards } = z.object({ dispatchGuards: z.object({ cases: z.array(Row) }) }).parse(JSON.parse(readFileSync(join(folder, 'rebuild-decisions.json'), 'utf8')));
  const rows = dispatchGuards.cases;

  it.each(rows)('$id: is ours, or differs for a reason that is named', async (row) => {
    const { loop, sweep } = await sceneOf(row);
    const first = await sweep();
    const all = [...first];
    for (let hours = 0; hours < 24; hours += 1) {
      loop.advance(hour);
      all.push(...(await sweep()));
    }
    const { now, within } = different[row.id] ?? { now: row.expectDispatch, within: row.expectDispatch };
    expect({ now: first.length > 0, within: all.length > 0 }).toEqual({ now, within });
    if (within) expect(byRepository(all)).toEqual(wantedOf(row));
    expect(all.length).toBe(within ? Object.keys(wantedOf(row)).length : 0);
  });

  it('every row that differs is there, and does differ', () => {
    for (const [id, ours] of Object.entries(different)) {
      const row = rows.find((one) => one.id === id);
      expect([ours.now, ours.within], id).not.toEqual([row?.expectDispatch, row?.expectDispatch]);
    }
    expect(rows.length).toBe(7);
    expect(rows.filter(({ expectNotifications }) => expectNotifications !== told).map(({ id }) => id)).not.toContain('NoBaseImageChange');
  });
});

/** One repository and its paths, whatever form the row has them in. */
function pendingOf({ pending }: Row): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const part of pending) {
    const groups = typeof part === 'string' ? { repo1: [part] } : Array.isArray(part) ? { repo1: part } : part;
    for (const [repo, paths] of Object.entries(groups)) (found[repo] ??= []).push(...paths);
  }
  return found;
}

/** Theirs is asked for paths; ours for images that share a workflow, of which one run is started. */
function wantedOf(row: Row): Readonly<Record<string, readonly string[]>> {
  return row.expectPathsByRepo ?? { repo1: row.expectPaths ?? pendingOf(row)['repo1'] ?? [] };
}

interface Start {
  readonly repo: string;
  readonly images: readonly string[];
}

function byRepository(starts: readonly Start[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(starts.map(({ repo, images }) => [repo, images.toSorted()]));
}

async function sceneOf(row: Row): Promise<{ readonly loop: Loop; readonly sweep: () => Promise<readonly Start[]> }> {
  const pending = pendingOf(row);
  const repositories = Object.entries(Object.keys(pending).length === 0 ? { repo1: ['path1'] } : pending);
  const images = repositories.flatMap(([, names]) => names);
  const loop = new Loop(Object.fromEntries(images.map((name) => [name, { from: 'node:22', built: 'a', published: 'A' }])));
  loop.form = { kind: 'form', inputs: ['reason'], showsKey: false };
  loop.put('image-factory/images.yaml', repositories.flatMap(([repo, names]) => names.map((name) => entryOf(name, repo))).join(''));
  loop.publish('node:22', 'a');
  for (const name of images) loop.publish(`ghcr.io/acme/${name}:latest`, 'A');
  const sweep = sweepOf(loop);
  await sweep();
  let letters = 'b';
  if (row.recentBuilds.length > 0 || row.inProgressBuilds > 0) move(loop, letters);
  if (row.recentBuilds.length > 0 || row.inProgressBuilds > 0) await settle(loop);
  if (row.inProgressBuilds > 0) await sweep();
  for (const outcome of row.recentBuilds.toReversed()) {
    for (let sweeps = 0; (await sweep()).length === 0; sweeps += 1) {
      expect(sweeps, 'sweeps until it is started').toBeLessThan(50);
      loop.advance(hour);
    }
    loop.ended.set(String(loop.runs.length), outcome);
    if (outcome === 'failed') continue;
    for (const name of images) loop.publish(`ghcr.io/acme/${name}:latest`, 'B');
    loop.provenance.set('B', letters);
    await sweep();
    letters = 'c';
    move(loop, letters);
    await settle(loop);
  }
  if (row.inProgressBuilds === 0 && row.recentBuilds.length === 0 && Object.keys(pending).length > 0) {
    move(loop, letters);
    await settle(loop);
  }
  return { loop, sweep };
}

function move(loop: Loop, letters: string): void {
  loop.advance(day);
  loop.publish('node:22', letters);
}

/** Its delay is over then. */
async function settle(loop: Loop): Promise<void> {
  await loop.look();
  loop.advance(8 * day);
}

function sweepOf(loop: Loop): () => Promise<readonly Start[]> {
  let times = 0;
  return async () => {
    times += 1;
    const starts: Start[] = [];
    const deps = loop.dispatchDeps(String(times));
    await loop.look();
    const { relayed } = await dispatch(relayInputs(String(times)), {
      ...deps,
      runs: {
        ...deps.runs,
        start: async (order) => {
          const answer = await deps.runs.start(order);
          if (answer.kind === 'started') starts.push({ repo: order.target.repo, images: [] });
          return answer;
        },
      },
    });
    return starts.map(({ repo }) => ({
      repo: repo.replace('acme/', ''),
      images: relayed.flatMap(({ image }) => (loop.file('image-factory/images.yaml').includes(entryOf(image, repo.replace('acme/', ''))) ? [image] : [])),
    }));
  };
}

function entryOf(name: string, repo: string): string {
  return `- name: ${name}
  registry: ghcr.io
  repository: acme/${name}
  source: {provider: github, repo: acme/${repo}, branch: main, dockerfile: ${name}/Dockerfile, platforms: [linux/amd64], workflow: build.yml}
`;
}
