import { temporaryFolder, treeHash } from '@image-factory/testkit';
import { commentMarker, longestComment, readCheckReport, renderComment } from '@image-factory/use-cases';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { markdown } from './report.ts';
import { act, entry, eventOf, family, images, pullRequest } from './run.fixture.ts';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const hashes = async (path: string): Promise<string[]> => [await treeHash(path), await treeHash(join(path, '.git'))];

describe('a pull request', () => {
  it('what it would rebuild, with all that depends on it, without any token, and every byte left alone', async () => {
    await using repository = await pullRequest({ 'os/Dockerfile': 'FROM debian:trixie-slim\n' });
    const before = await hashes(repository.path);
    const { result } = await act(repository.path, {}, { name: 'pull_request', event: eventOf(repository) });
    expect(result.outputs).toMatchObject({ changed: true, size: 'small', waves: 3, emptyReason: '', problems: [], grants: [], reportFile: '' });
    expect(result.outputs.matrix.map((wave) => wave.map(({ image }) => image))).toEqual([['os'], ['platform'], ['app']]);
    expect(result.outputs.affected.map(({ image, via }) => [image, via])).toEqual([
      ['os', undefined],
      ['platform', 'os'],
      ['app', 'platform'],
    ]);
    expect(result).toMatchObject({ failed: false, problems: [] });
    expect(result.summary).toContain('| 3 | `app` | follows `platform` |');
    expect(await hashes(repository.path)).toEqual(before);
  });

  it('new rights are marked on their line', async () => {
    await using repository = await pullRequest({ [images]: (family[images] ?? '').replace('    dockerfile: os/', '    workflow: release.yml\n    dockerfile: os/') });
    const { result } = await act(repository.path, {}, { name: 'pull_request', event: eventOf(repository) });
    expect(result.problems).toEqual([
      {
        severity: 'notice',
        code: 'check/grant',
        message: 'New: os starts the workflow `release.yml` in this repository.',
        image: 'os',
        source: { file: images, range: { start: { line: 17, column: 1 }, end: { line: 17, column: 1 } } },
      },
    ]);
    expect(result.failed).toBe(false);
  });

  it('an error that it brings fails; one that the base has does only when strict', async () => {
    await using bad = await pullRequest({ 'os/Dockerfile': 'RNU x\n' });
    expect((await act(bad.path, {}, { name: 'pull_request', event: eventOf(bad) })).result).toMatchObject({ failed: true, problems: [{ code: 'dockerfile/invalid', severity: 'error' }] });
    await bad.commit('later', { 'README.md': 'y' });
    const { result } = await act(bad.path, { base: 'HEAD~1', head: 'HEAD' });
    expect(result).toMatchObject({ failed: false, problems: [{ code: 'dockerfile/invalid', severity: 'warning' }] });
    expect(result.outputs.problems).toMatchObject([{ severity: 'error', old: true }]);
    expect((await act(bad.path, { base: 'HEAD~1', head: 'HEAD', strict: 'true' })).result.failed).toBe(true);
  });

  it('the report becomes a comment that fits, marked and harmless', async () => {
    const hostile = 'team @acme/all <img src=x> [link](https://example.com) | ${{ x }}';
    await using repository = await pullRequest({
      [images]: `${family[images] ?? ''}${entry('extra', `  ${JSON.stringify(hostile)}: 1\n`)}`,
      'extra/Dockerfile': 'FROM scratch\n',
      'os/Dockerfile': 'FROM `<b>@acme\n',
    });
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'report.json');
    const before = await hashes(repository.path);
    const { result } = await act(repository.path, { 'report-file': file }, { name: 'pull_request', event: eventOf(repository) });
    expect(result.outputs.reportFile).toBe(file);
    const read = readCheckReport(await folder.read('report.json'));
    if (!read.ok) throw new Error(read.error);
    expect(read.value.subject).toMatchObject({ head: repository.head, pullRequest: 7 });
    const comment = renderComment(read.value, markdown);
    expect(comment.startsWith(commentMarker(read.value))).toBe(true);
    expect(comment.length).toBeLessThanOrEqual(longestComment);
    // Outside of code nothing is markup, a mention or a link.
    const outside = comment.replace(commentMarker(read.value), '').replaceAll(/<code>.*?<\/code>|`[^`\n]*`/g, '');
    expect(outside).not.toMatch(/<img|<b>|(?<!<span>)@acme|\]\(/);
    expect(await hashes(repository.path)).toEqual(before);
  });

  it('a clone that lacks the commits says what to do', async () => {
    await using repository = await pullRequest({});
    await using folder = await temporaryFolder();
    const clone = join(folder.path, 'clone');
    await repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, clone);
    await expect(act(clone, {}, { name: 'pull_request', event: eventOf(repository) })).rejects.toMatchObject({
      problems: [{ code: 'check/unknown-revision', hint: expect.stringContaining('fetch-depth: 0') }],
    });
  });
});

describe('other events', () => {
  it('a push: what it changed', async () => {
    await using repository = await pullRequest({ 'os/x': '' });
    const event = { before: repository.base, after: await repository.git('rev-parse', 'HEAD') };
    expect((await act(repository.path, {}, { name: 'push', event })).result.outputs.waves).toBe(3);
  });

  it('the push of a new branch: what it holds beside the main one', async () => {
    await using repository = await pullRequest({ 'os/x': '' });
    await repository.git('reset', '--quiet', '--hard', repository.base);
    expect((await act(repository.path, {}, { name: 'push', event: { before: '0'.repeat(40), after: repository.head } })).result.outputs.waves).toBe(3);
  });

  it('a merge group', async () => {
    await using repository = await pullRequest({ 'os/x': '' });
    const event = { merge_group: { base_sha: repository.base, head_sha: await repository.git('rev-parse', 'HEAD') } };
    expect((await act(repository.path, {}, { name: 'merge_group', event })).result.outputs.waves).toBe(3);
  });

  it('anything else: the work tree, and an empty matrix says why', async () => {
    await using repository = await pullRequest({});
    expect((await act(repository.path, {})).result.outputs).toMatchObject({ changed: false, matrix: [], waves: 0, emptyReason: 'Nothing that an enrolled image is built from changed.' });
    await repository.write({ 'app/x': '' });
    expect((await act(repository.path, {})).result.outputs.affected).toMatchObject([{ image: 'app' }]);
  });
});

describe('hostile input', () => {
  const sha = 'a'.repeat(40);
  it.each([
    { story: 'no JSON', event: '{' },
    { story: 'empty', event: '' },
    { story: 'a list', event: [] },
    { story: 'null', event: 'null' },
    { story: 'no pull request', event: {} },
    { story: 'a commit that is an option', event: { pull_request: { number: 1, base: { sha: '--output=canary' }, head: { sha } } } },
    { story: 'a commit that is a number', event: { pull_request: { number: 1, base: { sha: 1 }, head: { sha } } } },
    { story: 'a number that is text', event: { pull_request: { number: '1', base: { sha }, head: { sha } } } },
    { story: 'members of the prototype', event: '{"__proto__": {"pull_request": {"number": 1}}}' },
  ])('an event: $story', async ({ event }) => {
    await using repository = await pullRequest({});
    const before = await hashes(repository.path);
    await expect(act(repository.path, {}, { name: 'pull_request', event })).rejects.toMatchObject({ problems: [{ code: 'check/unusable-event' }] });
    expect(await hashes(repository.path)).toEqual(before);
  });

  it.each(['-x', '--output=canary', '--git-dir=/', '$(touch canary)', 'HEAD:os', 'a\nb'])('base %j', async (base) => {
    await using repository = await pullRequest({});
    const before = await hashes(repository.path);
    await expect(act(repository.path, { base, head: 'HEAD' }, { name: 'pull_request', event: '{' })).rejects.toMatchObject({ problems: [{ code: 'check/unknown-revision' }] });
    expect(await hashes(repository.path)).toEqual(before);
  });

  it('both commits named: the event is not looked at', async () => {
    await using repository = await pullRequest({ 'os/x': '' });
    expect((await act(repository.path, { base: 'main~1', head: 'topic' }, { name: 'pull_request', event: '{' })).result.outputs.waves).toBe(3);
  });

  it('a link in the place of the report is not followed', async () => {
    await using repository = await pullRequest({});
    await using folder = await temporaryFolder({ 'secret.txt': 'kept' });
    const { symlink } = await import('node:fs/promises');
    await symlink(join(folder.path, 'secret.txt'), join(repository.path, 'report.json'));
    await expect(act(repository.path, { 'report-file': 'report.json' })).rejects.toMatchObject({ name: 'StoreError' });
    expect(await folder.read('secret.txt')).toBe('kept');
  });
});
