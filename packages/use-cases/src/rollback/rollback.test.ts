import { readEnrollment } from '@image-factory/core/enrollment';
import { readRebuild } from '@image-factory/core/rebuild';
import { listField } from '@image-factory/core/state';
import { describe, expect, it } from 'vitest';
import { bad, build, down, entry, images, key, old, stateFile, World } from './world.fixture.ts';
import type { RollbackInputs } from './rollback.ts';

const hold = '  hold:\n    reason: 1.5.0 does not start\n';

describe('going back', () => {
  it('is one commit with the hold and the state, and then the tags, the published one last', async () => {
    const world = new World();
    const report = await world.run();
    expect(report).toMatchObject({
      outcome: 'done',
      changed: true,
      to: { digest: old.digest, version: '1.4.2', key: 'aaaaaaaaaaaa' },
      hold: { reason: '1.5.0 does not start' },
      commit: world.remote.branches.get('main'),
      problems: [],
    });
    expect(report.tags).toEqual([
      { tag: 'stable', from: bad.digest, outcome: 'moved' },
      { tag: 'latest', from: bad.digest, outcome: 'moved' },
    ]);
    expect(world.effects).toEqual(['commit', 'moveTag stable', 'moveTag latest']);
    expect(world.published()).toEqual({ version: '1.4.2', digest: old.digest });
    expect(listField(world.state(), 'updateHistory')).toHaveLength(3);
    expect(world.remote.log('main')[0]).toBe(
      `Roll web back to 1.4.2\n\nTo ${old.digest}, until somebody takes the hold away: 1.5.0 does not start\n\n- stable: comes from sha256:${bad.digest.slice(7, 19)}\n- latest: comes from sha256:${bad.digest.slice(7, 19)}\n`,
    );
  });

  it('leaves every other byte of images.yaml as it is', async () => {
    const world = new World();
    await world.run();
    const after = world.file(images);
    expect(after).toContain(hold);
    expect(after.replace(hold, '')).toBe(entry);
    expect(readEnrollment([{ path: images, text: after }]).problems).toEqual([]);
  });

  it('says the reason on one line', async () => {
    const world = new World();
    await world.run({ hold: { reason: 'Broken.\n\nCo-authored-by: Mallory <mallory@example.com>' } });
    expect(world.remote.log('main')[0]).toContain('hold away: Broken. Co-authored-by: Mallory <mallory@example.com>\n');
  });

  it('again does nothing', async () => {
    const world = new World();
    await world.run();
    const [effects, commits] = [world.effects.length, world.remote.commits.size];
    expect(await world.run()).toMatchObject({ outcome: 'nothing-to-do', changed: false, problems: [] });
    expect([world.effects.length, world.remote.commits.size]).toEqual([effects, commits]);
  });

  it('only said changes nothing at all', async () => {
    const world = new World();
    const report = await world.run({ dryRun: true });
    expect(report).toMatchObject({ outcome: 'planned', changed: true, dryRun: true });
    expect(report.tags.map(({ tag, outcome }) => `${tag}: ${outcome}`)).toEqual(['stable: planned', 'latest: planned']);
    expect([world.effects, world.remote.commits.size]).toEqual([[], 1]);
  });

  it('and forward again is going back to something newer', async () => {
    const world = new World();
    await world.run();
    expect(await world.run({ to: '1.5.0' })).toMatchObject({ outcome: 'done', to: { version: '1.5.0' } });
    expect(world.tags.get('latest')).toBe(bad.digest);
    expect(world.published()).toEqual({ version: '1.5.0', digest: bad.digest });
    expect(world.file(images).match(/hold:/g)).toHaveLength(1);
  });
});

describe('what it goes back to', () => {
  it.each<{ readonly story: string; readonly to: string; readonly version?: string; readonly prepare?: (world: World) => void }>([
    { story: 'a version', to: '1.4.2', version: '1.4.2' },
    { story: 'a version without a tag of its own', to: '1.4.2', version: '1.4.2', prepare: ({ tags }) => tags.delete('1.4.2') },
    { story: 'a version without a key', to: '1.4.2', version: '1.4.2', prepare: ({ tags }) => tags.delete('1.4.2-aaaaaaaaaaaa') },
    { story: 'a whole tag', to: '1.4.2-aaaaaaaaaaaa', version: '1.4.2' },
    { story: 'a key', to: key('a'), version: '1.4.2' },
    { story: 'the beginning of a key', to: 'aaaaaaaaaaaa', version: '1.4.2' },
    { story: 'the key of a build without a version', to: key('c'), prepare: (world) => (world.push(old, 'cccccccccccc'), drop(world, '1.4.2', '1.4.2-aaaaaaaaaaaa')), version: '1.4.2' },
    { story: 'a digest, whose version the history tells', to: old.digest, version: '1.4.2' },
    { story: 'a version that is also a tag of a line', to: '1.4', version: '1.4' },
  ])('$story', async ({ to, version, prepare }) => {
    const world = new World();
    prepare?.(world);
    expect(await world.run({ to })).toMatchObject({ outcome: 'done', to: { digest: old.digest } });
    expect(world.tags.get('latest')).toBe(old.digest);
    expect(world.published()).toEqual({ version, digest: old.digest });
  });

  it('a digest whose version its annotations tell, and one that nothing tells of', async () => {
    const world = new World();
    const [told, untold] = [build('one', { says: '1.3.9' }), build('two')];
    world.push(told);
    world.push(untold);
    await world.run({ to: told.digest });
    expect(world.published()).toEqual({ version: '1.3.9', digest: told.digest });
    await world.run({ to: untold.digest });
    expect(world.published()).toEqual({ version: undefined, digest: untold.digest });
  });

  it.each<{
    readonly story: string;
    readonly more?: Partial<RollbackInputs>;
    readonly code: string;
    readonly says?: string;
    readonly prepare?: (world: World) => void;
    readonly world?: ConstructorParameters<typeof World>[0];
  }>([
    { story: 'nothing of that name', more: { to: '1.4.3' }, code: 'rollback/unknown-target', says: '`1.4.3`' },
    { story: 'a digest that is not there', more: { to: build('none').digest }, code: 'rollback/unknown-target' },
    { story: 'a tag that moves', more: { to: 'latest' }, code: 'rollback/unknown-target', says: 'one of those that are to go back' },
    { story: 'a key of two builds', more: { to: 'aaaaaaaaaaaa' }, prepare: (world) => world.push(bad, '1.6.0-aaaaaaaaaaaa'), code: 'rollback/ambiguous', says: '1.6.0-aaaaaaaaaaaa' },
    { story: 'a version that was built twice', prepare: (world) => world.push(bad, '1.4.2-dddddddddddd'), code: 'rollback/ambiguous' },
    { story: 'more builds than one can mean', prepare: (world) => Array.from({ length: 21 }, (_, at) => world.push(old, `1.4.2-${String(at).padStart(12, '0')}`)), code: 'rollback/ambiguous' },
    { story: 'one of whose platforms is gone', prepare: ({ there }) => there.delete(old.parts[1] ?? old.digest), code: 'rollback/incomplete', says: 'linux/arm64' },
    { story: 'whose attestation is gone', prepare: ({ there }) => there.delete(old.parts[2] ?? old.digest), code: 'rollback/incomplete' },
    { story: 'an index that is gone behind its tag', prepare: ({ there }) => there.delete(old.digest), code: 'rollback/unknown-target' },
    { story: 'where it is already', more: { to: '1.5.0' }, code: 'rollback/already-there', says: 'already' },
    { story: 'tags that can not be listed', prepare: ({ failures }) => failures.set('listTags', down), code: 'rollback/not-asked', says: 'nobody answers' },
    { story: 'a repository that is not there', prepare: ({ failures }) => failures.set('listTags', { kind: 'missing', why: 'no such repository' }), code: 'rollback/not-asked' },
    { story: 'a tag that can not be asked', prepare: ({ failures }) => failures.set('tagged 1.4.2', down), code: 'rollback/not-asked' },
    { story: 'a manifest that can not be read', prepare: ({ failures }) => failures.set('manifestBytes', down), code: 'rollback/not-asked' },
    { story: 'parts that can not be asked for', prepare: ({ failures }) => failures.set('exists', down), code: 'rollback/not-asked' },
    { story: 'where the tags are can not be asked', prepare: ({ failures }) => failures.set('tagged latest', down), code: 'rollback/not-asked' },
    { story: 'tags that the image does not have', more: { tags: ['latest', 'nightly'] }, code: 'rollback/unknown-tag', says: '`nightly`' },
    { story: 'tags that never move', more: { tags: ['1.5.0'] }, code: 'rollback/unknown-tag' },
    { story: 'an image that nobody enrolled', more: { image: 'wbe' }, code: 'inputs/unknown-image', says: 'wbe' },
    { story: 'an image that is only watched', more: { image: 'postgres' }, code: 'rollback/not-built-here' },
    {
      story: 'an entry with a mistake',
      world: { enrollment: entry.replace('context: web', '').replace('branch: main\n    dockerfile: web', 'brnch: main\n    dockerfile: web') },
      code: 'enrollment/unknown-key',
    },
    { story: 'a reason that is none', more: { hold: { reason: '\u001b[31mred' } }, code: 'enrollment/invalid-value' },
    { story: 'a reason that would be evaluated', more: { hold: { reason: '${{ secrets.TOKEN }}' } }, code: 'enrollment/invalid-value' },
    { story: 'an entry in brackets', world: { enrollment: '[{name: web, registry: ghcr.io, repository: acme/web, source: {provider: github, dockerfile: Dockerfile}}]\n' }, code: 'yaml/not-editable' },
    {
      story: 'a hold that has ended',
      world: { enrollment: entry.replace('  tags: [latest', '  hold: {reason: freeze, until: "2026-11-01T00:00:00Z"}\n  tags: [latest') },
      code: 'rollback/hold',
      says: 'ended',
    },
    { story: 'state on a branch of its own', world: { factory: 'commit: {stateBranch: factory-state}\n' }, code: 'rollback/hold', says: 'factory-state' },
    { story: 'a factory that proposes', world: { factory: 'commit: {mode: pull-request}\n' }, code: 'commit/unsupported-mode' },
    { story: 'a factory.yaml with a mistake', world: { factory: 'comit: {}\n' }, code: 'factory/unknown-key' },
  ])('refused: $story', async ({ more, code, says = '', prepare, world: made }) => {
    const world = new World(made);
    prepare?.(world);
    const before = new Map(world.tags);
    const report = await world.run(more);
    expect(report).toMatchObject({ outcome: 'refused', changed: false });
    expect(report.problems.map((problem) => `${problem.code}: ${problem.message}`)).toEqual([expect.stringMatching(new RegExp(`^${code}: .`)) as unknown]);
    expect(JSON.stringify(report.problems)).toContain(says);
    expect([world.effects, world.remote.commits.size, world.tags]).toEqual([[], 1, before]);
  });
});

function drop({ tags }: World, ...names: readonly string[]): void {
  for (const name of names) tags.delete(name);
}

describe('which tags', () => {
  it.each<{ readonly story: string; readonly moved: readonly string[]; readonly more?: Partial<RollbackInputs>; readonly prepare?: (world: World) => void; readonly enrollment?: string }>([
    { story: 'those that are on every build', moved: ['stable', 'latest'] },
    { story: 'the one of a line that is on the build which is left', prepare: ({ tags }) => tags.set('1.4', bad.digest), moved: ['1.4', 'stable', 'latest'] },
    { story: 'not one of a line that is on a newer build of it', prepare: (world) => world.push(build('1.4.9'), '1.4'), moved: ['stable', 'latest'] },
    { story: 'only those that are named', more: { tags: ['stable'] }, moved: ['stable'] },
    { story: 'one of a line by its name', more: { tags: ['1.4'] }, prepare: (world) => world.push(build('1.4.9'), '1.4'), moved: ['1.4'] },
    { story: 'not one that was never published', prepare: ({ tags }) => tags.delete('stable'), moved: ['latest'] },
    { story: 'the published one also when it is gone', prepare: ({ tags }) => tags.delete('latest'), moved: ['stable', 'latest'] },
    { story: 'not those that have arrived', prepare: ({ tags }) => tags.set('stable', old.digest), moved: ['latest'] },
    { story: 'the published one alone, where no others are said', enrollment: entry.replace(/ {2}tags: .*\n/, ''), moved: ['latest'] },
    {
      story: 'the published one last, wherever it stands',
      enrollment: entry.replace('[latest, stable,', '[stable, latest, edge,').replace('  tags:', '  publishedTag: stable\n  tags:'),
      moved: ['latest', 'stable'],
    },
  ])('$story: $moved', async ({ moved, more, prepare, enrollment }) => {
    const world = new World(enrollment === undefined ? {} : { enrollment });
    prepare?.(world);
    expect(await world.run(more)).toMatchObject({ outcome: 'done' });
    expect(world.effects).toEqual(['commit', ...moved.map((name) => `moveTag ${name}`)]);
    for (const name of moved) expect(world.tags.get(name)).toBe(old.digest);
  });

  it('leaves what is published as it is when the published tag stays', async () => {
    const world = new World();
    await world.run({ tags: ['stable'] });
    expect([world.published().digest, world.tags.get('latest'), world.file(images).includes(hold)]).toEqual([bad.digest, bad.digest, true]);
  });
});

describe('the hold', () => {
  it('may end', async () => {
    const world = new World();
    await world.run({ hold: { reason: 'until the fix', until: new Date('2026-12-01T00:00:00Z') } });
    expect(world.file(images)).toContain('  hold:\n    reason: until the fix\n    until: "2026-12-01T00:00:00Z"\n');
  });

  it('that is there already stays as it is', async () => {
    const held = entry.replace('  tags: [latest', '  hold: {reason: freeze}\n  tags: [latest');
    const world = new World({ enrollment: held });
    expect(await world.run()).toMatchObject({ outcome: 'done', hold: { reason: 'freeze' } });
    expect(world.file(images)).toBe(held);
    expect(world.tags.get('latest')).toBe(old.digest);
  });

  it('comes first where state has a branch of its own; the rest goes on as ever', async () => {
    const world = new World({ enrollment: entry.replace('  tags: [latest', '  hold: {reason: freeze}\n  tags: [latest'), factory: 'commit: {stateBranch: factory-state}\n' });
    world.remote.put('factory-state', { [stateFile]: world.file(stateFile) });
    expect(await world.run()).toMatchObject({ outcome: 'done' });
    expect(world.remote.head('factory-state')?.files.get(stateFile)).toContain(`currentDigest: ${old.digest}`);
    expect(world.file(stateFile)).toContain(`currentDigest: ${bad.digest}`);
  });
});

describe('a rebuild', () => {
  const requested = { status: 'requested', pendingRebuild: true, key: key('d'), reason: 'a base moved', requestedAt: '2026-11-21T09:00:00Z' };

  it.each(['routine', 'parent', 'manual', 'cve'])('that is asked for (%s) is withdrawn', async (cause) => {
    const world = new World({ state: { rebuildState: { ...requested, cause } } });
    expect(await world.run()).toMatchObject({ outcome: 'done', problems: [] });
    expect(readRebuild(world.state())).toMatchObject({ status: 'monitoring', pendingRebuild: false });
  });

  it.each([
    { story: 'that is being started', rebuildState: { ...requested, cause: 'routine', claim: { by: 'relay', at: '2026-11-21T09:59:00Z', since: '2026-11-21T09:59:00Z' } }, says: 'just being started' },
    {
      story: 'that runs',
      rebuildState: { ...requested, status: 'dispatched', cause: 'routine', runId: '42', runUrl: 'https://forge.example/runs/42' },
      says: 'run 42 (https://forge.example/runs/42)',
    },
  ])('$story stays, and is told of', async ({ rebuildState, says }) => {
    const world = new World({ state: { rebuildState } });
    const report = await world.run();
    expect(report).toMatchObject({ outcome: 'done', problems: [{ severity: 'warning', code: 'rollback/build-running', message: expect.stringContaining(says) as unknown }] });
    expect(readRebuild(world.state()).status).toBe(rebuildState.status);
  });

  it('for a platform that the older build lacks is told of', async () => {
    const world = new World();
    const half = build('half', { platforms: ['amd64'] });
    world.push(half, '1.0.0');
    expect(await world.run({ to: '1.0.0' })).toMatchObject({
      outcome: 'done',
      problems: [{ severity: 'warning', code: 'rollback/fewer-platforms', message: expect.stringContaining('linux/arm64') as unknown }],
    });
  });
});
