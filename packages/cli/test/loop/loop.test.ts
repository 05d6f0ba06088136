import { describe, expect, it } from 'vitest';
import { startLoop, type FactoryLoop } from './loop.fixture.ts';

/** Everything is built, published and known. */
async function settled(factory?: string): Promise<FactoryLoop> {
  const loop = await startLoop(factory);
  const base = loop.registry.push('acme/base:1', 'base one');
  const app = loop.registry.push('acme/app:latest', 'app one', { image: 'acme/base:1', digest: base });
  loop.registry.push('acme/site:latest', 'site one', { image: 'acme/app:latest', digest: app });
  for (const args of [['update', '--commit'], ['observe', '--commit'], ['dispatch']]) {
    const { exitCode, stderr } = await loop.run(args);
    if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  }
  return loop;
}

function finish(loop: FactoryLoop, conclusion: string): void {
  const repository = loop.github.repository('acme/factory');
  for (const { id, status } of repository.runs) if (status !== 'completed') repository.setRun(id, 'completed', conclusion);
}

describe('a base that moves', () => {
  it('rebuilds what is built from it, once, then what is built from that, and then rests', async () => {
    await using loop = await settled();
    expect(await loop.stateFile('app')).toMatch(/builtFrom:\n {2}\S+:\n {4}evidence: provenance/);
    expect((await loop.run(['plan'])).stdout).toContain('2 images: 2 current.');
    expect(loop.dispatched()).toEqual([]);

    const base = loop.registry.push('acme/base:1', 'base two');
    await loop.run(['observe', '--commit']);
    expect((await loop.run(['plan', '--exit-code'])).exitCode).toBe(2);
    const first = await loop.run(['dispatch']);
    expect(first.exitCode).toBe(0);
    expect(loop.dispatched()).toMatchObject([{ image: 'app', reason: expect.stringContaining('acme/base:1 moved'), 'base-digests': expect.stringContaining(base) }]);
    expect(await loop.rebuild('app')).toMatchObject({ status: 'dispatched', cause: 'routine', run: { id: String(loop.github.repository('acme/factory').runs[0]?.id) } });
    await loop.run(['dispatch']);
    expect(loop.dispatched()).toHaveLength(1);

    const app = loop.registry.push('acme/app:latest', 'app two', { image: 'acme/base:1', digest: base });
    finish(loop, 'success');
    await loop.run(['observe', '--commit']);
    const second = await loop.run(['dispatch']);
    expect(second.stdout).toMatch(/app +sha256:\w{12} is published now\. Built\./);
    expect(loop.dispatched()).toMatchObject([{ image: 'app' }, { image: 'site', reason: expect.stringContaining('acme/app:latest moved') }]);
    expect(await loop.rebuild('site')).toMatchObject({ status: 'dispatched', cause: 'parent' });

    loop.registry.push('acme/site:latest', 'site two', { image: 'acme/app:latest', digest: app });
    finish(loop, 'success');
    await loop.run(['observe', '--commit']);
    await loop.run(['dispatch']);
    const head = await loop.github.repository('acme/factory').head();
    for (const args of [['observe', '--commit'], ['dispatch'], ['update', '--commit']]) expect((await loop.run(args)).exitCode).toBe(0);
    expect(await loop.github.repository('acme/factory').head()).toBe(head);
    expect(loop.dispatched()).toHaveLength(2);
  }, 180_000);

  it('two sweeps at once start it once', async () => {
    await using loop = await settled();
    loop.registry.push('acme/base:1', 'base two');
    await loop.run(['observe', '--commit']);
    const runs = await Promise.all([loop.run(['dispatch']), loop.run(['dispatch'])]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(loop.dispatched()).toMatchObject([{ image: 'app' }]);
  }, 180_000);

  it('a build that fails is tried again; one that is green and moves nothing counts as failed', async () => {
    await using loop = await settled();
    loop.registry.push('acme/base:1', 'base two');
    await loop.run(['observe', '--commit']);
    await loop.run(['dispatch']);
    finish(loop, 'failure');
    await loop.run(['dispatch']);
    expect(loop.dispatched()).toMatchObject([{ image: 'app' }, { image: 'app' }]);
    finish(loop, 'success');
    const { stdout } = await loop.run(['dispatch']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('The run was green, and the published tag stayed where it was');
    expect(await loop.rebuild('app')).toMatchObject({ status: 'ineffective', attempts: 2 });
  }, 180_000);
});

describe('a person', () => {
  it('may ask for a rebuild, with a reason; not twice while it runs, and not for what is not there', async () => {
    await using loop = await settled();
    const asked = await loop.run(['dispatch', 'app', '--reason', 'New certificates']);
    expect(asked.exitCode).toBe(0);
    expect(loop.dispatched()).toMatchObject([{ image: 'app', reason: 'Asked for: `New certificates`.' }]);
    expect(await loop.run(['dispatch', 'app', '--reason', 'Again'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('It is being rebuilt by run') });
    expect(await loop.run(['dispatch', 'ap', '--reason', 'Again'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Did you mean app?') });
    expect(await loop.run(['dispatch', 'app'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('needs a reason') });
    expect(loop.dispatched()).toHaveLength(1);
  }, 180_000);

  it('may go over a hold in an emergency, if the operator says so', async () => {
    await using loop = await settled(', emergency: [alice]');
    const images = (await loop.github.repository('acme/factory').readFile('image-factory/images.yaml')) ?? '';
    await loop.commit({ 'image-factory/images.yaml': images.replace('  rebuildDelay: 0h\n', '  rebuildDelay: 0h\n  hold: {reason: fair}\n') });
    await loop.run(['update', '--commit']);
    const wish = ['dispatch', 'app', '--reason', 'CVE-2026-0001'];
    expect(await loop.run(wish)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('It is held: `fair`') });
    expect(await loop.run([...wish, '--emergency'], { GITHUB_ACTOR: 'mallory' })).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('`mallory` may not start an emergency rebuild') });
    expect(loop.dispatched()).toEqual([]);
    expect(await loop.run([...wish, '--emergency'])).toMatchObject({ exitCode: 0 });
    expect(loop.dispatched()).toMatchObject([{ image: 'app' }]);
  }, 180_000);

  it('may stop everything', async () => {
    await using loop = await settled();
    loop.registry.push('acme/base:1', 'base two');
    await loop.commit({ 'image-factory/STOP': 'Incident 4711\n' });
    await loop.run(['observe', '--commit']);
    const { stderr } = await loop.run(['dispatch']);
    expect(stderr).toContain('Incident 4711');
    expect(loop.dispatched()).toEqual([]);
  }, 180_000);
});
