import { parseRepoPath, readEnrollment, type RepoPath } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import { enroll, type EnrollInputs, type EnrollReport } from './enroll.ts';
import { entry, memoryRepository } from './memory.fixture.ts';

function path(text: string): RepoPath {
  const parsed = parseRepoPath(text);
  if (!parsed.ok) throw new TypeError(text);
  return parsed.value;
}

const images = 'image-factory/images.yaml';
const shop = { name: 'shop', registry: 'ghcr.io', repository: 'acme/shop', source: { provider: 'github', branch: 'main', dockerfile: 'shop/Dockerfile' } };

async function run(files: Readonly<Record<string, string>>, draft: EnrollInputs['entry'] = shop, dryRun = false): Promise<{ report: EnrollReport; files: Map<string, string> }> {
  const repository = memoryRepository(files);
  const report = await enroll({ dir: path('image-factory'), entry: draft, dryRun }, repository.deps);
  return { report, files: repository.files };
}

const commented = `# ours\n- name: web   # the site\n  registry: "ghcr.io"\n  repository: acme/web\n  source: {provider: github, dockerfile: web/Dockerfile}\n\n# the end\n`;

/** How many lines of a text are not there any more, when the other text is the same with lines put in at one place. */
function linesLost(before: string, after: string): number {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const start = old.findIndex((line, index) => line !== now[index]);
  const end = old.toReversed().findIndex((line, index) => line !== now.toReversed()[index]);
  return start < 0 || end < 0 ? 0 : Math.max(0, old.length - start - end);
}

describe('adds an entry', () => {
  it.each([
    { story: 'to a list', before: entry('web') },
    { story: 'to a list with comments and quotes', before: commented },
    { story: 'to the mapping form', before: `version: 1\nimages:\n${entry('web').replaceAll(/^/gm, '  ').trimEnd()}\n` },
    { story: 'to an empty list', before: '# none yet\n[]\n' },
    { story: 'to an empty file', before: '' },
  ])('$story', async ({ before }) => {
    const { report, files } = await run({ [images]: before });
    const after = files.get(images) ?? '';
    expect(report).toMatchObject({ changed: true, problems: [], before, after });
    const read = readEnrollment([{ path: images, text: after }]);
    expect(read.problems).toEqual([]);
    expect([...read.value.images.keys()].at(-1)).toBe('shop');
    expect(linesLost(before.replace(/^\[\]\n/m, ''), after)).toBe(0);
  });

  it('to a file that is not there yet', async () => {
    const { report, files } = await run({});
    expect(files.get(images)).toBe('- name: shop\n  registry: ghcr.io\n  repository: acme/shop\n  source:\n    provider: github\n    branch: main\n    dockerfile: shop/Dockerfile\n');
    expect(report).toMatchObject({ changed: true, before: '' });
  });

  it('that is only watched', async () => {
    const { files } = await run({ [images]: '[]\n' }, { name: 'postgres', registry: 'docker.io', repository: 'library/postgres', allowTags: '^16-alpine$', autoRebuild: false });
    expect(files.get(images)).toBe('- name: postgres\n  registry: docker.io\n  repository: library/postgres\n  allowTags: ^16-alpine$\n  autoRebuild: false\n');
  });

  it('in a dry run writes nothing and shows what it would', async () => {
    const { report, files } = await run({ [images]: commented }, shop, true);
    expect(files.get(images)).toBe(commented);
    expect(report).toMatchObject({ changed: true, dryRun: true });
    expect(report.after).toContain('- name: shop\n');
  });

  it('beside entries that have problems of their own', async () => {
    const { report } = await run({ [images]: entry('web', '  rebuildDelay: soon\n') });
    expect(report).toMatchObject({ changed: true, problems: [] });
  });
});

describe('refuses, and writes nothing', () => {
  it.each([
    { story: 'a name that is enrolled', files: { [images]: entry('shop') }, draft: { ...shop, repository: 'acme/other' }, says: 'shop is enrolled already.', at: `${images}:1` },
    { story: 'a name that is enrolled in images.d', files: { 'image-factory/images.d/a.yaml': entry('shop') }, draft: shop, says: 'shop is enrolled already.', at: 'image-factory/images.d/a.yaml:1' },
    {
      story: 'a name whose entry is broken',
      files: { [images]: entry('shop', '  rebuildDelay: soon\n') },
      draft: shop,
      says: '`shop` is enrolled already, and its entry can not be used.',
      at: images,
    },
    { story: 'an image that is enrolled', files: { [images]: entry('web').replace('acme/web', 'acme/shop') }, draft: shop, says: 'ghcr.io/acme/shop is enrolled already, as web.', at: `${images}:1` },
    {
      story: 'the same image in other words',
      files: { [images]: '- name: pg\n  registry: docker.io\n  repository: library/postgres\n  constraint: "16"\n' },
      draft: { name: 'postgres', registry: 'docker.io', repository: 'postgres', constraint: '16' },
      says: 'docker.io/library/postgres is enrolled already, as pg.',
      at: `${images}:1`,
    },
    { story: 'a name that is none', files: {}, draft: { ...shop, name: 'Shop!' }, says: 'is not an image name', at: undefined },
    { story: 'a delay that is none', files: { [images]: entry('web') }, draft: { ...shop, rebuildDelay: 'soon' }, says: '`rebuildDelay`: `soon` is not a length of time', at: undefined },
    { story: 'text that could open a template', files: {}, draft: { ...shop, description: '${{ secrets.X }}' }, says: '`description` holds', at: undefined },
    { story: 'a file that is not YAML', files: { [images]: 'a: [\n' }, draft: shop, says: '', at: images },
    { story: 'a file with something else in it', files: { [images]: 'just words\n' }, draft: shop, says: '', at: images },
    { story: 'a list in one line', files: { [images]: '[{name: web, registry: ghcr.io, repository: acme/web, constraint: "1"}]\n' }, draft: shop, says: 'can not be changed', at: images },
  ])('$story', async ({ files, draft, says, at }) => {
    const before = Object.fromEntries(Object.entries(files));
    const { report, files: after } = await run(before, draft);
    expect(Object.fromEntries(after)).toEqual(before);
    expect(report).toMatchObject({ changed: false });
    expect(report.after).toBe(report.before);
    const [problem] = report.problems;
    expect(problem).toMatchObject({ severity: 'error', message: expect.stringContaining(says) });
    const place = problem?.source;
    expect(place === undefined ? undefined : [place.file, place.range?.start.line].join(':')).toEqual(at === undefined ? undefined : expect.stringContaining(at));
  });
});
