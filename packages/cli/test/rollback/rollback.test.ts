import { countEffects, runProcess, runUntilKilled } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { describeRegistry } from './registry.fixture.ts';
import { back, commandLine, enrollment, openWorld, type World } from './world.fixture.ts';

const hold = '  hold:\n    reason: 1.5.0 does not start\n';

/** Analyzed, as every factory that publishes images has been. */
async function opened(file: string, password?: string): Promise<World> {
  const world = await openWorld(file, password);
  const { exitCode, stdout, stderr } = await world.run('update', '--commit');
  if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}`);
  return world;
}

async function expectBack({ registry, old, stand }: World, story = ''): Promise<void> {
  const { stable, latest, state, images } = await stand();
  expect([stable, latest], story).toEqual([old, old]);
  expect(state, story).toContain(`currentVersion: 1.4.2\ncurrentDigest: ${old}\n`);
  expect(images.replace(hold, ''), story).toBe(enrollment(registry.host));
  expect(images.split(hold), story).toHaveLength(2);
}

describeRegistry('image-factory rollback, on real git and a real registry', (file) => {
  it('says what it would do, does it, says that it was done, and goes forward again', { timeout: 120_000 }, async () => {
    await using world = await opened(file);
    const before = await world.stand();
    const commits = (await world.repository.log()).length;
    const dry = await world.run(...back, '--dry-run', '--exit-code');
    expect(dry).toMatchObject({ exitCode: 2, stderr: '' });
    expect(dry.stdout).toMatch(
      /latest +sha256:\w{12} +sha256:\w{12} +would move\n[^]*It would be held until its hold is taken out of images\.yaml: 1\.5\.0 does not start[^]*web would go back to 1\.4\.2\./,
    );
    expect([await world.stand(), (await world.repository.log()).length]).toEqual([before, commits]);

    const run = await world.run(...back);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/stable +sha256:\w{12} +sha256:\w{12} +moved\n +latest +sha256:\w{12} +sha256:\w{12} +moved\n[^]*web is back at 1\.4\.2\./);
    await expectBack(world);
    const [commit] = await world.repository.log();
    expect([(await world.repository.log()).length, commit?.message.split('\n')[0]]).toEqual([commits + 1, 'Roll web back to 1.4.2']);
    // The manifests came along: a run that makes them finds nothing to do but to copy the entry into its state.
    const checked = await world.run('synth', '--dry-run', '--exit-code');
    expect(checked).toMatchObject({ exitCode: 0 });

    const again = await world.run(...back, '--json');
    expect(again).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(again.stdout)).toMatchObject({ command: 'rollback', outcome: 'nothing-to-do', changed: false, problems: [] });
    expect(await world.run('rollback', 'web', '--to', 'b'.repeat(32), '--reason', 'mended', '--tags', 'stable,latest')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await world.stand()).latest).toBe(world.bad);
  });

  it.each<{ readonly story: string; readonly args: readonly string[]; readonly says: string }>([
    { story: 'nothing is said', args: ['rollback', 'web'], says: '--to is missing' },
    { story: 'no reason is given', args: ['rollback', 'web', '--to', '1.4.2'], says: '--reason is missing' },
    { story: 'the time is none', args: [...back, '--until', 'soon'], says: '--until' },
    { story: 'no image is named', args: ['rollback', '--to', '1.4.2', '--reason', 'x'], says: 'NAME' },
    { story: 'another image is meant', args: ['rollback', 'wbe', '--to', '1.4.2', '--reason', 'x'], says: 'Did you mean web?' },
    { story: 'there is no such build', args: ['rollback', 'web', '--to', '1.4.3', '--reason', 'x'], says: 'rollback/unknown-target' },
    { story: 'it is there already', args: ['rollback', 'web', '--to', '1.5.0', '--reason', 'x'], says: 'rollback/already-there' },
  ])('is refused with 1 when $story', async ({ args, says }) => {
    await using world = await openWorld(file);
    const before = await world.stand();
    const { exitCode, stderr } = await world.run(...args);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(says) as unknown]);
    expect(await world.stand()).toEqual(before);
  });

  it('shows its credential to the registry, and to nobody else', async () => {
    const password = 'cAnArY-0123456789';
    await using world = await opened(file, password);
    const run = await world.run(...back, '--verbose');
    expect(run).toMatchObject({ exitCode: 0 });
    await expectBack(world);
    expect(`${run.stdout}${run.stderr}`).not.toContain(password);
    expect(await world.repository.git('log', '-p', '--all')).not.toContain(password);
  });

  it('without a credential moves nothing and holds nothing', async () => {
    await using world = await opened(file, 'a password');
    await using clone = await world.clone();
    const before = await world.stand();
    const { exitCode, stderr } = await runProcess(process.execPath, commandLine(back), { cwd: clone.path, env: { HOME: clone.path } });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('rollback/not-asked') as unknown]);
    expect(await world.stand()).toEqual(before);
  });
});

describeRegistry('a rollback that is ended by SIGKILL at all that others see of it', (file) => {
  async function killAndFinish(world: World, killAt: number): Promise<string | undefined> {
    await using clone = await world.clone();
    // A push that was begun is anywhere between its first and its last step.
    const options = { killAt, afterMs: ((killAt * 7) % 10) * 6, cwd: clone.path, env: world.environment(clone) };
    const { killedAt } = await runUntilKilled(process.execPath, commandLine(back, true), options);
    const story = `killed at ${killAt} (${killedAt ?? 'the end'})`;
    const between = await world.stand();
    // No tag moved of what is not held, and the published one not before the others.
    if (!between.images.includes('hold:')) expect([between.stable, between.latest], story).toEqual([world.bad, world.bad]);
    if (between.latest === world.old) expect(between.stable, story).toBe(world.old);
    expect([world.bad, world.old], story).toContain(between.latest);
    const commits = (await world.repository.log()).length;
    expect(await world.run(...back), story).toMatchObject({ exitCode: 0 });
    await expectBack(world, story);
    if (between.images.includes('hold:')) expect(await world.repository.log(), story).toHaveLength(commits);
    return killedAt;
  }

  it('is finished by the same command, and nothing is done twice', { timeout: 600_000 }, async () => {
    await using world = await opened(file);
    const begin = await world.stand();
    await using clone = await world.clone();
    const points = await countEffects(process.execPath, commandLine(back, true), { cwd: clone.path, env: world.environment(clone) });
    await expectBack(world, 'nobody is killed');
    expect(points).toEqual(['before:push', 'during:push', 'after:push', 'before:PUT', 'after:PUT', 'before:PUT', 'after:PUT']);
    // Before an effect others see what they saw after the one ahead of it: of these two moments one is enough.
    const numbers = points.flatMap((point, index) => (index === 0 || !point.startsWith('before:') ? [index + 1] : []));
    const killed: (string | undefined)[] = [];
    for (const number of numbers) {
      await world.startOver(begin);
      killed.push(await killAndFinish(world, number));
    }
    expect(killed).toEqual(numbers.map((number) => points[number - 1]));
  });
});
