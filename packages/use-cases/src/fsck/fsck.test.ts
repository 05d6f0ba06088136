import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../analyze.ts';
import { app, digest, dir, entry, factory, node, state, type AgedRepository } from './damaged.fixture.ts';
import { fsck } from './fsck.ts';

const web = `${state}/images/web.yaml`;
const temporary = `${state}/images/.app.yaml.0123456789ab.tmp`;
const aside = `${state}/_quarantine/images.app.01234567.txt`;
const archivedNode = `${state}/_archive/base-images/node-22.yaml`;

interface Row {
  readonly story: string;
  readonly damage: (made: AgedRepository) => void;
  /** `kind file: what stands in the line`, in order; `!` in front when it is a reason to fail. */
  readonly finds: readonly string[];
  /** Whether a repair leaves nothing to find. */
  readonly repaired?: boolean;
  readonly holds?: (made: AgedRepository) => void;
}

const rows: readonly Row[] = [
  { story: 'nothing', damage: () => {}, finds: [] },
  {
    story: 'a wrong list of dependents',
    damage: (made) => made.edit(node, '  - app\n', '  - gone\n'),
    finds: ['!derived-fields node-22.yaml: dependentImages:'],
    holds: (made) => expect(made.files.get(node)).toContain('dependentImages:\n  - app\n  - web\n'),
  },
  {
    story: 'a base image without its file',
    damage: (made) => made.files.delete(node),
    finds: ['!missing node-22.yaml'],
    holds: (made) => expect(made.files.get(node)).toContain('fullImage: node:22\n'),
  },
  {
    story: 'a wrong name in a base image',
    damage: (made) => made.edit(node, 'name: node-22', 'name: other'),
    finds: ['!derived-fields node-22.yaml: name: other'],
  },
  {
    story: 'a wrong name in an image',
    damage: (made) => made.edit(app, 'name: app', 'name: other'),
    finds: ['!damaged app.yaml: name: other'],
    holds: (made) => expect(made.files.get(app)).toContain('name: app\n'),
  },
  {
    story: 'a file that is half gone, with a good version in git',
    damage: (made) => {
      const text = made.files.get(app) ?? '';
      made.past.set(app, [text]);
      made.files.set(app, text.slice(0, text.indexOf('referenc') + 'referenc'.length));
    },
    finds: ['!damaged app.yaml: # Enrollment configuration (copied from images.yaml for referenc'],
    holds: (made) => expect(made.files.get(app)).toBe(made.past.get(app)?.[0]),
  },
  {
    story: 'merge markers, and git knows nothing',
    damage: (made) => made.edit(app, 'currentDigest: null', `<<<<<<< HEAD\ncurrentDigest: ${digest('a')}\n=======\ncurrentDigest: ${digest('b')}\n>>>>>>> x`),
    finds: ['!damaged app.yaml: <<<<<<< HEAD'],
    repaired: false,
    holds: (made) => expect(made.files.get(app)).toContain('<<<<<<< HEAD'),
  },
  { story: 'a newer version', damage: (made) => made.edit(app, 'schemaVersion: 1', 'schemaVersion: 9'), finds: ['!not-understood app.yaml: schemaVersion: 9'], repaired: false },
  {
    story: 'other bytes',
    damage: (made) => made.edit(web, 'currentDigest: null', 'currentDigest:    ~'),
    finds: ['format web.yaml: currentDigest:    ~'],
    holds: (made) => expect(made.files.get(web)).toContain('currentDigest: ~\n'),
  },
  {
    story: 'a comment of a person',
    damage: (made) => made.edit(web, 'currentDigest: null', 'currentDigest: null # ask Ann'),
    finds: ['format web.yaml: currentDigest: null # ask Ann'],
    repaired: false,
    holds: (made) => expect(made.files.get(web)).toContain('# ask Ann'),
  },
  {
    story: 'an old temporary file',
    damage: (made) => {
      made.files.set(temporary, 'half');
      made.ages.set(temporary, '2026-01-01T08:59:59Z');
    },
    finds: ['leftover .app.yaml.0123456789ab.tmp'],
  },
  { story: 'a temporary file that may be in use', damage: (made) => void made.files.set(temporary, 'half'), finds: [] },
  {
    story: 'something set aside that git keeps',
    damage: (made) => {
      made.files.set(aside, 'x');
      made.past.set(aside, ['x']);
    },
    finds: ['quarantined images.app.01234567.txt'],
  },
  { story: 'something set aside that git does not have', damage: (made) => void made.files.set(aside, 'x'), finds: ['quarantined images.app.01234567.txt'], repaired: false },
  {
    story: 'a base image in the archive that is needed',
    damage: (made) => {
      made.files.set(archivedNode, (made.files.get(node) ?? '').replace('currentDigest: null', `currentDigest: ${digest('a')}`));
      made.files.delete(node);
    },
    finds: ['!misplaced node-22.yaml'],
    holds: (made) => expect(made.files.get(node)).toContain(`currentDigest: ${digest('a')}`),
  },
  { story: 'a base image in both places', damage: (made) => void made.files.set(archivedNode, made.files.get(node) ?? ''), finds: ['!duplicate node-22.yaml'] },
  {
    story: 'a base image in both places that knew more in the archive',
    damage: (made) => void made.files.set(archivedNode, (made.files.get(node) ?? '').replace('currentDigest: null', `currentDigest: ${digest('a')}`)),
    finds: [`!duplicate node-22.yaml: currentDigest: ${digest('a')}`],
    repaired: false,
  },
  {
    story: 'a base image that nothing uses',
    damage: (made) => void made.files.set(`${state}/base-images/alpine-3.yaml`, (made.files.get(node) ?? '').replaceAll('node', 'alpine').replaceAll('22', '3')),
    finds: ['!misplaced alpine-3.yaml'],
    holds: (made) => expect(made.files.get(`${state}/_archive/base-images/alpine-3.yaml`)).toContain('reason: no image uses it any more'),
  },
  {
    story: 'a base image that is built here now',
    damage: (made) => {
      made.files.set(
        'image-factory/images.yaml',
        `${made.files.get('image-factory/images.yaml')}${entry('node').replace('registry: ghcr.io', 'registry: docker.io').replace('acme/node', 'library/node')}`,
      );
    },
    finds: ['behind node-22.yaml', 'behind app.yaml: baseImages:', 'behind node.yaml', 'behind web.yaml: baseImages:'],
    holds: (made) => expect(made.files.get(archivedNode)).toContain('reason: built here as node'),
  },
  {
    story: 'a digest of a base image that nothing is known about',
    damage: (made) => made.edit(app, 'builtFrom: {}', `builtFrom:\n  gone-1:\n    linux/amd64: ${digest('a')}\n  node-22:\n    linux/amd64: ${digest('b')}`),
    finds: ['dangling app.yaml: builtFrom:'],
    holds: (made) => expect(made.files.get(app)).toContain(`builtFrom:\n  node-22:\n    linux/amd64: ${digest('b')}\n`),
  },
  {
    story: 'an image that is not enrolled any more',
    damage: (made) => void made.files.set('image-factory/images.yaml', entry('app')),
    finds: ['behind node-22.yaml: dependentImages:', 'behind web.yaml'],
  },
  {
    story: 'an archived file that says nothing about it',
    damage: (made) => void made.files.set(`${state}/_archive/images/old.yaml`, (made.files.get(web) ?? '').replaceAll('web', 'old')),
    finds: ['unmarked old.yaml'],
    holds: (made) => expect(made.files.get(`${state}/_archive/images/old.yaml`)).toContain('at: "2026-01-01T10:00:00Z"'),
  },
];

describe('fsck', () => {
  it.each(rows)('finds $story, and writes nothing', async ({ damage, finds }) => {
    const made = await factory();
    damage(made);
    const before = new Map(made.files);
    const report = await fsck({ dir, repair: false }, made.all);
    const lineAt = (path: string, line = 0): string => (line === 0 ? '' : `: ${before.get(path)?.split('\n')[line - 1]}`);
    expect(report.findings.map(({ kind, path, line, harmless }) => `${harmless ? '' : '!'}${kind} ${path.split('/').at(-1)}${lineAt(path, line)}`)).toEqual(finds);
    expect(report.problems.filter(({ severity }) => severity === 'error')).toHaveLength(finds.filter((each) => each.startsWith('!')).length);
    expect(made.files).toEqual(before);
  });

  it.each(rows)('repairs $story as far as it can be derived', async ({ damage, finds, repaired = true, holds }) => {
    const made = await factory();
    damage(made);
    const report = await fsck({ dir, repair: true }, made.all);
    expect(report.findings.every((finding) => finding.repaired)).toBe(repaired);
    holds?.(made);
    const again = await fsck({ dir, repair: true }, made.all);
    expect(again.changed).toBe(false);
    // What was set aside by the repair is told about from then on.
    const left = again.findings.filter(({ kind, path }) => kind !== 'quarantined' || path === aside);
    expect(left).toHaveLength(repaired ? 0 : finds.length);
  });

  it('leaves nothing to do for an analysis of the same sources', async () => {
    const wrong: string[] = [];
    for (const { story, damage } of rows.filter(({ repaired = true }) => repaired)) {
      const made = await factory();
      damage(made);
      await fsck({ dir, repair: true }, made.all);
      const { changed } = await analyze({ dir, dryRun: true }, made.deps);
      const pending = [...made.files.values()].some((text) => text.includes('discoveryStatus: pending'));
      if (changed && !pending) wrong.push(story);
    }
    expect(wrong).toEqual([]);
  });

  it('law: a repair takes no run-time field away, whatever the damage, and a second one has nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(rows.filter(({ repaired }) => repaired !== false)), async (chosen) => {
        const made = await factory();
        made.edit(web, 'metadata: {}', 'metadata:\n  size: 3.20');
        for (const { damage } of chosen) {
          try {
            damage(made);
          } catch {
            // Another damage took the place that this one is about.
          }
        }
        await fsck({ dir, repair: true }, made.all);
        const kept = [...made.files].filter(([path]) => path.endsWith('/web.yaml')).map(([, text]) => text);
        expect(kept.join()).toContain('metadata:\n  size: 3.20\n');
        expect((await fsck({ dir, repair: true }, made.all)).changed).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});
