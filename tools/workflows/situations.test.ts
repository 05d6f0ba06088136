import { imageLabel, keyLabel, versionLabel } from '@image-factory/core/build';
import type { Files } from '@image-factory/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ActRun } from './act.fixture.ts';
import { appState, definitionsOf, elsewhere, images, openLoop, token, type Loop } from './loop.fixture.ts';
import { startRegistry, type Pushed, type Registry } from './registry.fixture.ts';
import { describeTool } from '@image-factory/testkit';

const day = 24 * 60;
const manifests = 'dist/image-factory.k8s.yaml';
const catalog = 'dist/backstage-catalog.k8s.yaml';

describeTool('act', (act) => {
  describeTool('test-registry', (program) => {
    let registry: Registry;
    /** A factory whose image is built from what stands there, and that knows it. */
    let files: Files;
    let [sweep, built] = ['', ''];

    beforeAll(async () => {
      registry = await startRegistry(program);
      sweep = await elsewhere('.github/workflows/sweep.yml');
      built = await elsewhere('.github/workflows/built.yml');
      await using loop = await openLoop(act, definitionsOf(registry.host));
      await pushFirst();
      await succeed(loop.run(await elsewhere('examples/workflows/update.yml'), 'push', { ref: 'refs/heads/main' }));
      await succeed(loop.run(sweep, 'schedule'));
      files = await loop.files();
    }, 300_000);
    afterAll(() => registry[Symbol.asyncDispose]());

    async function pushFirst(): Promise<void> {
      const { digest } = await registry.push('acme/base:1', 'base one');
      await pushApp('app one', digest);
    }

    function pushApp(content: string, base: string, labels = {}): Promise<Pushed> {
      return registry.push('acme/app:latest', content, { from: { image: 'acme/base:1', digest: base }, labels });
    }

    /** The base has just moved, and nobody looked yet. */
    async function moved(change: (text: string) => string = (text) => text, more: Files = {}): Promise<Loop & { readonly next: string; readonly nextIndex: string }> {
      await pushFirst();
      const loop = await openLoop(act, { ...files, [images]: change(files[images] ?? ''), ...more });
      const { digest, index } = await registry.push('acme/base:1', 'base two');
      return { ...loop, next: digest, nextIndex: index };
    }

    const waitTwoDays = (text: string): string => text.replace('rebuildDelay: 0h', 'rebuildDelay: 2d');

    it('observed, waits for its delay, is due, dispatched once, and its build reports: state, manifests and summary say so', async () => {
      await using loop = await moved(waitTwoDays);
      expect(await loop.read(appState)).toContain('evidence: provenance');
      const before = { manifests: await loop.read(manifests), catalog: await loop.read(catalog) };

      const first = await succeed(loop.run(sweep, 'schedule'));
      expect(first).toContain('1 waiting');
      expect(first).toContain('the delay of 2d is not over');
      expect(loop.dispatched()).toEqual([]);
      expect(await loop.read(catalog)).toContain(loop.nextIndex);

      loop.advance(2 * day - 60);
      expect(await succeed(loop.run(sweep, 'schedule'))).toContain('1 waiting');
      expect(loop.dispatched()).toEqual([]);

      loop.advance(61);
      expect(await succeed(loop.run(sweep, 'schedule'))).toContain('### Asked for');
      await succeed(loop.run(sweep, 'schedule'));
      expect(loop.dispatched()).toMatchObject([{ image: 'app', 'base-digests': expect.stringContaining(loop.next), reason: expect.stringContaining('acme/base:1 moved') }]);
      const { key = '' } = await loop.rebuild();
      expect(await loop.rebuild()).toMatchObject({ status: 'dispatched', cause: 'routine', run: { id: String(loop.origin.runs[0]?.id) } });

      const { index } = await pushApp('app two', loop.next, { [imageLabel]: 'app', [keyLabel]: key, [versionLabel]: '1.1.0' });
      const report = { action: 'image-factory-built', client_payload: { factory: { v: 1, image: 'app', digest: index } } };
      expect(await succeed(loop.run(built, 'repository_dispatch', report))).toContain('1.1.0');
      const state = await loop.read(appState);
      for (const part of [`currentDigest: ${index}`, 'currentVersion: 1.1.0', 'evidence: report', loop.next]) expect(state).toContain(part);
      expect(await loop.rebuild()).toMatchObject({ status: 'monitoring', pendingRebuild: false, builtKeys: [key] });
      expect(await loop.read(catalog)).toContain(index);
      expect(await loop.read(manifests)).toBe(before.manifests);
      expect(await loop.read(catalog)).not.toBe(before.catalog);

      loop.finish('success');
      expect(await succeed(loop.run(sweep, 'schedule'))).toContain('1 current');
      const head = await loop.origin.head();
      await succeed(loop.run(built, 'repository_dispatch', report)); // said again, it says nothing new
      await succeed(loop.run(sweep, 'schedule'));
      expect(await loop.origin.head()).toBe(head);
      expect(loop.dispatched()).toHaveLength(1);
    }, 600_000);

    it('a vulnerability does not wait for the delay: an event asks, the policy decides', async () => {
      await using loop = await moved(waitTwoDays);
      const advisory = { ids: ['CVE-2026-20001'], image: `${registry.host}/acme/base:1`, fixedIn: '2.0' };
      const scan = (more: object) => ({ action: 'image-factory-scan', client_payload: { factory: { v: 1, advisories: [{ ...advisory, ...more }] } } });
      expect(await succeed(loop.run(sweep, 'repository_dispatch', scan({ severity: 'low' })))).toContain('1 waiting');
      expect(loop.dispatched()).toEqual([]);
      expect(await succeed(loop.run(sweep, 'repository_dispatch', scan({ severity: 'critical' })))).toContain('CVE-2026-20001');
      await succeed(loop.run(sweep, 'repository_dispatch', scan({ severity: 'critical' })));
      expect(loop.dispatched()).toMatchObject([{ image: 'app', reason: expect.stringContaining('CVE-2026-20001') }]);
      expect(await loop.rebuild()).toMatchObject({ status: 'dispatched', cause: 'cve', epoch: ['CVE-2026-20001'] });
    }, 600_000);

    it('what is held is not started, and says why; without the hold it is, once', async () => {
      const held = (text: string): string => `${text.trimEnd()}\n  hold: { reason: trade fair }\n`;
      await using loop = await moved(held);
      const said = await succeed(loop.run(sweep, 'schedule'));
      expect(said).toContain('1 held');
      expect(said).toContain('trade fair');
      expect(loop.dispatched()).toEqual([]);
      await loop.origin.commit({ [images]: files[images] });
      await succeed(loop.run(sweep, 'schedule'));
      await succeed(loop.run(sweep, 'schedule'));
      expect(loop.dispatched()).toHaveLength(1);
    }, 600_000);

    it('a build that fails is tried again, later each time, as the same rebuild', async () => {
      await using loop = await moved();
      await succeed(loop.run(sweep, 'schedule'));
      loop.finish('failure');
      await succeed(loop.run(sweep, 'schedule')); // the first time at once
      expect(loop.dispatched()).toHaveLength(2);
      loop.finish('failure');
      expect(await succeed(loop.run(sweep, 'schedule'))).toContain('Attempt 2 failed');
      expect(loop.dispatched()).toHaveLength(2);
      const { nextAttemptAt, key } = await loop.rebuild();
      expect(nextAttemptAt).toBeInstanceOf(Date);
      loop.advance(2 * 60);
      await succeed(loop.run(sweep, 'schedule'));
      expect(loop.dispatched().map((inputs) => inputs?.['key'])).toEqual([key, key, key]);
      expect(await loop.rebuild()).toMatchObject({ status: 'dispatched', attempts: 2, failedRuns: loop.origin.runs.slice(0, 2).map(({ id }) => String(id)) });
    }, 600_000);

    it.each(['after:push', 'before:dispatch', 'after:dispatch'])(
      'a sweep that is killed %s: the next ones start it once',
      async (point) => {
        await using loop = await moved();
        const preload = new URL('./end-at-effect.ts', import.meta.url).href;
        const killed = await loop.run(sweep, 'schedule', {}, { END_AT: point, NODE_OPTIONS: `--import=${preload}` });
        expect(killed.exitCode).not.toBe(0);
        expect(killed.stdout).not.toContain('### Started');
        expect(loop.dispatched()).toHaveLength(point === 'after:dispatch' ? 1 : 0);
        await succeed(loop.run(sweep, 'schedule'));
        loop.advance(20);
        await succeed(loop.run(sweep, 'schedule'));
        expect(loop.dispatched()).toHaveLength(1);
        expect(await loop.rebuild()).toMatchObject({ status: 'dispatched', attempts: 0, run: { id: String(loop.origin.runs[0]?.id) } });
      },
      600_000,
    );

    it('a workflow of its own, which knows no key and reports nothing: what it publishes is noticed', async () => {
      const own = (text: string): string => `${text.trimEnd()}\n    workflow: own.yml\n`;
      await using loop = await moved(own, { '.github/workflows/own.yml': 'on: [push, workflow_dispatch]\n' });
      await succeed(loop.run(sweep, 'schedule'));
      expect(loop.origin.dispatches).toMatchObject([{ workflow: 'own.yml' }]);
      expect(loop.dispatched()[0] ?? {}).toEqual({});
      const two = await pushApp('app two', loop.next);
      loop.finish('success');
      expect(await succeed(loop.run(sweep, 'schedule'))).toContain('is published now. Built.');
      expect(await loop.read(appState)).toContain(`currentDigest: ${two.index}`);
      expect(await loop.rebuild()).toMatchObject({ status: 'monitoring', attempts: 0 });

      const pushed = await pushApp('app three, after a push', loop.next);
      expect(await succeed(loop.run(sweep, 'schedule'))).toContain('is published now.');
      expect(await loop.read(appState)).toContain(`currentDigest: ${pushed.index}`);
      expect(loop.dispatched()).toHaveLength(1);
    }, 600_000);

    it('two sweeps at once: exactly one dispatch', async () => {
      await using loop = await moved();
      loop.github.faults.push({ method: 'POST', path: /\/dispatches$/, delayMs: 2000 }); // the other one decides meanwhile
      for (const run of await Promise.all([loop.run(sweep, 'schedule'), loop.run(sweep, 'schedule')])) expect(run.exitCode, run.stdout + run.stderr).toBe(0);
      await succeed(loop.run(sweep, 'schedule'));
      expect(loop.dispatched()).toHaveLength(1);
      expect(loop.github.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/dispatches'))).toHaveLength(1);
      expect(await loop.rebuild()).toMatchObject({ status: 'dispatched', attempts: 0, run: { id: String(loop.origin.runs[0]?.id) } });
    }, 600_000);
  });
});

/** What a run said that has to succeed. */
async function succeed(run: Promise<ActRun>): Promise<string> {
  const { exitCode, stdout, stderr } = await run;
  expect(exitCode, stdout + stderr).toBe(0);
  expect(stdout + stderr).not.toContain(token);
  return stdout;
}
