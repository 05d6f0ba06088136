import { startImageRegistry } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { appState, definitionsOf, elsewhere, openLoop, token, type Loop } from './loop.fixture.ts';
import { describeTool } from '@image-factory/testkit';

/** A repository with a state that is complete, and a registry. */
async function open(act: string, settings = ''): Promise<Loop & { readonly registry: Awaited<ReturnType<typeof startImageRegistry>> }> {
  await using ends = new AsyncDisposableStack();
  const registry = ends.use(await startImageRegistry());
  const loop = ends.use(await openLoop(act, definitionsOf(registry.host, settings)));
  const kept = ends.move();
  return { ...loop, registry, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

describeTool('act', (act) => {
  it('a base that moves: observed, dispatched once by the real workflow and bundles, recorded when it is built', async () => {
    await using loop = await open(act);
    const { registry, origin } = loop;
    const update = await elsewhere('examples/workflows/update.yml');
    const sweep = await elsewhere('examples/workflows/sweep.yml');
    const base = registry.push('acme/base:1', 'base one');
    registry.push('acme/app:latest', 'app one', { image: 'acme/base:1', digest: base });
    const succeed = async (workflow: string, event: string, payload = {}): Promise<string> => {
      const done = await loop.run(workflow, event, payload);
      expect(done.exitCode, done.stdout + done.stderr).toBe(0);
      expect(done.stdout + done.stderr).not.toContain(token);
      return done.stdout;
    };
    await succeed(update, 'push', { ref: 'refs/heads/main' });
    await succeed(sweep, 'schedule');
    expect(await loop.read(appState)).toContain('evidence: provenance');
    expect(loop.dispatched()).toEqual([]);

    const next = registry.push('acme/base:1', 'base two');
    expect(await succeed(sweep, 'schedule')).toContain('### Asked for');
    expect(loop.dispatched()).toMatchObject([{ image: 'app', reason: expect.stringContaining('acme/base:1 moved'), 'base-digests': expect.stringContaining(next) }]);
    await succeed(sweep, 'schedule');
    expect(loop.dispatched()).toHaveLength(1);

    registry.push('acme/app:latest', 'app two', { image: 'acme/base:1', digest: next });
    loop.finish('success');
    expect(await succeed(sweep, 'schedule')).toContain('is published now. Built.');
    const head = await origin.head();
    await succeed(sweep, 'schedule');
    expect(await origin.head()).toBe(head);
    expect(loop.dispatched()).toHaveLength(1);
  }, 300_000);

  it('what needs a person is said in one issue by a job of its own, also when the loop fails', async () => {
    await using loop = await open(act, 'notifications: [{type: issue}]\n');
    const { registry, origin } = loop;
    const sweep = await elsewhere('examples/workflows/sweep.yml');
    registry.push('acme/app:latest', 'app one', { image: 'acme/base:1', digest: registry.push('acme/base:1', 'base one') });
    await loop.run(await elsewhere('examples/workflows/update.yml'), 'push', { ref: 'refs/heads/main' });
    expect((await loop.run(sweep, 'schedule')).exitCode).toBe(0);
    expect(origin.issues).toEqual([]);

    await origin.commit({ 'image-factory/STOP': 'Registry incident\n' });
    const first = await loop.run(sweep, 'schedule');
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    expect(origin.issues).toMatchObject([{ state: 'open', body: expect.stringContaining('Registry incident') }]);

    const nobody = { action: 'image-factory-rebuild', client_payload: { factory: { v: 1, image: 'nobody', reason: 'x' } } };
    await origin.commit({ 'image-factory/STOP': 'Registry incident, day two\n' });
    expect((await loop.run(await elsewhere('.github/workflows/rebuild.yml'), 'repository_dispatch', nobody)).exitCode).toBe(1);
    expect(origin.issues).toMatchObject([{ state: 'open', body: expect.stringContaining('day two') }]);
  }, 180_000);

  it.each([
    { story: 'a name', image: 'app', reason: 'New certificates', exitCode: 0, dispatched: 1 },
    { story: 'a name without a reason', image: 'app', reason: '', exitCode: 1, dispatched: 0 },
    { story: 'a script', image: 'app"; touch pwned; $(touch pwned)', reason: 'x', exitCode: 1, dispatched: 0 },
    { story: 'a reason that is a workflow command', image: 'app', reason: '::set-output name=commits::x', exitCode: 0, dispatched: 1 },
    { story: 'a name that nobody enrolled', image: 'nobody', reason: 'x', exitCode: 1, dispatched: 0 },
  ])(
    'a rebuild, asked for by an event with $story: exit $exitCode',
    async ({ image, reason, exitCode, dispatched }) => {
      await using loop = await open(act);
      const base = loop.registry.push('acme/base:1', 'base one');
      loop.registry.push('acme/app:latest', 'app one', { image: 'acme/base:1', digest: base });
      await loop.run(await elsewhere('examples/workflows/update.yml'), 'push', { ref: 'refs/heads/main' });
      const run = await loop.run(await elsewhere('.github/workflows/rebuild.yml'), 'repository_dispatch', { action: 'image-factory-rebuild', client_payload: { factory: { v: 1, image, reason } } });
      expect(run.exitCode, run.stdout + run.stderr).toBe(exitCode);
      expect(loop.dispatched()).toHaveLength(dispatched);
      expect(run.stdout).not.toMatch(/^::set-output/m);
    },
    120_000,
  );

  // What the http step of a Stage sends; GitHub makes an event of it.
  const said = { v: 1, image: 'app', warehouse: 'base-1', repo: 'x/acme/base', tag: '1', digest: 'sha256:x', freight: 'f', stage: 'rebuild-trigger-app', promotion: 'rebuild-trigger-app.01j.abc' };

  it.each([
    { story: 'repository_dispatch', file: 'examples/workflows/image-factory.yml', payload: { action: 'image-factory-rebuild', client_payload: { factory: said } } },
    { story: 'workflow_dispatch', file: 'examples/workflows/image-factory.yml', payload: { inputs: { event: 'image-factory-rebuild', factory: JSON.stringify(said) } } },
    { story: 'repository_dispatch', file: '.github/workflows/rebuild.yml', payload: { action: 'image-factory-rebuild', client_payload: { factory: said } } },
  ])(
    'a rebuild that a person asks for in Kargo, by $story to $file',
    async ({ story, file, payload }) => {
      await using loop = await open(act);
      const base = loop.registry.push('acme/base:1', 'base one');
      loop.registry.push('acme/app:latest', 'app one', { image: 'acme/base:1', digest: base });
      await loop.run(await elsewhere('examples/workflows/update.yml'), 'push', { ref: 'refs/heads/main' });
      const run = await loop.run(await elsewhere(file), story, payload);
      expect(run.exitCode, run.stdout + run.stderr).toBe(0);
      expect(loop.dispatched()).toMatchObject([{ image: 'app', reason: expect.stringContaining(`Promotion ${said.promotion} in Kargo`) }]);
    },
    120_000,
  );

  it('a new version that Kargo tells of: analyzed, and nothing else', async () => {
    await using loop = await open(act);
    const payload = { inputs: { event: 'image-factory-analyze', factory: JSON.stringify({ ...said, stage: 'analyze-dockerfile-app' }) } };
    const run = await loop.run(await elsewhere('examples/workflows/image-factory.yml'), 'workflow_dispatch', payload);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await loop.read(appState)).toContain('discoveryStatus: success');
    expect(loop.dispatched()).toEqual([]);
  }, 120_000);
});
