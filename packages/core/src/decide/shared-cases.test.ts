import { describeShared } from '@image-factory/testkit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decidedIn, verdicts, type Story, type StoryImage } from './factory.fixture.ts';

const Image = z.object({ dockerfile: z.string(), fromLines: z.array(z.string()), produces: z.string(), os: z.string().optional(), osVersion: z.string().optional() });
const Case = z.object({
  id: z.string(),
  images: z.array(Image),
  currentDigests: z.record(z.string(), z.string()),
  recorded: z.record(z.string(), z.string().nullable()),
  expectRebuild: z.array(z.string()),
  ordered: z.boolean().optional(),
});
type Case = z.infer<typeof Case>;

/** Rows in which ours differs by design (SPEC section 7), with what ours says and why. */
const different: Readonly<Record<string, { readonly rebuilds: readonly string[]; readonly why: string }>> = {
  OsTypeFiltering_Matching: { rebuilds: [], why: 'nothing is recorded: unknown starts nothing' },
  MissingImageInfo: { rebuilds: [], why: 'nothing is recorded: unknown starts nothing' },
  DependencyGraph: { rebuilds: ['runtime-deps/Dockerfile'], why: 'children follow when the new digest of their parent is seen; the cascade is predicted' },
  DependencyGraph_TwoRoots: { rebuilds: ['runtime-deps/jammy/Dockerfile'], why: 'children follow when the new digest of their parent is seen; other roots that did not move are left alone' },
  DependencyGraph_MissingImageInfo: { rebuilds: [], why: 'nothing is recorded: unknown starts nothing' },
  NoExistingImageData: { rebuilds: [], why: 'a base that is new in the Dockerfile starts nothing by itself' },
};

describeShared('decisions of others', 'cases', (folder) => {
  const { cases } = z.object({ cases: z.array(Case) }).parse(JSON.parse(readFileSync(join(folder, 'rebuild-decisions.json'), 'utf8')));

  describe.each(cases)('$id', (row) => {
    it('is ours, or differs for a reason that is named', () => {
      const story = storyOf(row);
      const rebuilt = Object.entries(verdicts(story))
        .filter(([, verdict]) => verdict.startsWith('rebuild'))
        .map(([name]) => pathOf(row, name));
      expect(new Set(rebuilt)).toEqual(new Set(different[row.id]?.rebuilds ?? row.expectRebuild));
    });
  });

  it('every row that differs is there, and does differ', () => {
    for (const [id, { rebuilds }] of Object.entries(different)) {
      const row = cases.find((one) => one.id === id);
      expect(row?.expectRebuild.toSorted(), id).not.toEqual([...rebuilds].toSorted());
    }
    expect(cases.length).toBe(17);
  });

  it('what follows is named as others name it', () => {
    const row = cases.find(({ id }) => id === 'DependencyGraph');
    if (row === undefined) throw new Error('no such row');
    const order = [...decidedIn(storyOf(row)).keys()].map((name) => pathOf(row, name)).filter((path) => row.expectRebuild.includes(path));
    expect(order).toEqual(row.expectRebuild);
  });
});

/** Their recorded digest stands for all that the last build pulled; a Dockerfile for two versions of a system is two images here. */
function storyOf({ images, currentDigests, recorded }: Case): Story {
  const names = images.map(({ produces }) => nameOf(produces));
  const ours = new Map(images.map(({ produces }) => [produces, `ghcr.io/acme/${nameOf(produces)}:latest`]));
  return {
    now: 1000,
    bases: Object.fromEntries(Object.entries(currentDigests).map(([base, now]) => [tagged(base), [[now, 10]] as const])),
    images: Object.fromEntries(
      images.map(({ dockerfile, fromLines, osVersion }, index): [string, StoryImage] => {
        const known = recorded[osVersion === undefined ? dockerfile : `${dockerfile} (${osVersion})`];
        const [base, built] = split(known, fromLines.at(-1) ?? '');
        const from = fromLines.filter((line) => line !== 'scratch').map((line) => ours.get(line) ?? tagged(mirrored(line, currentDigests)));
        const parents = fromLines.flatMap((line) => (ours.has(line) && known !== undefined ? [[ours.get(line) ?? '', nameOf(line)] as const] : []));
        return [
          names[index] ?? '',
          {
            from,
            // What others do not record of their own images is taken to be what stands there.
            built: { ...Object.fromEntries(parents), ...(base === undefined || ours.has(base) ? {} : { [tagged(base)]: built ?? '' }) },
            seen: [[names[index] ?? '', 1]],
          },
        ];
      }),
    ),
  };
}

function split(known: string | null | undefined, last: string): [base: string | undefined, digest: string | undefined] {
  if (known === undefined || known === null) return [undefined, undefined];
  const at = known.lastIndexOf('@');
  if (at >= 0) return [known.slice(0, at), known.slice(at + 1)];
  return [known.startsWith(last) ? last : known.replace(/digest.*$/, ''), known];
}

/** One row asks a mirror of theirs: there what the mirror has counts. */
function mirrored(line: string, digests: Case['currentDigests']): string {
  return `my-registry.io/${line}` in digests ? `my-registry.io/${line}` : line;
}

function tagged(base: string): string {
  return `${base}:1`;
}

function nameOf(produces: string): string {
  return produces.replaceAll(/[^a-z0-9]+/g, '-');
}

function pathOf({ images }: Case, name: string): string {
  return images.find(({ produces }) => nameOf(produces) === name)?.dockerfile ?? name;
}
