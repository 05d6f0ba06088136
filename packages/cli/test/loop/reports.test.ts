import { temporaryFolder } from '@image-factory/testkit';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startLoop, type FactoryLoop } from './loop.fixture.ts';

const images = 'image-factory/images.yaml';

/** Everything is built, and the base image of `app` has moved: nine days before its rebuild is due. */
async function waiting(): Promise<{ readonly loop: FactoryLoop; readonly app: string }> {
  const loop = await startLoop();
  const repository = loop.github.repository('acme/factory');
  await loop.commit({ [images]: ((await repository.readFile(images)) ?? '').replaceAll('rebuildDelay: 0h', 'rebuildDelay: 9d') });
  const base = loop.registry.push('acme/base:1', 'base one');
  const app = loop.registry.push('acme/app:latest', 'app one', { image: 'acme/base:1', digest: base });
  loop.registry.push('acme/site:latest', 'site one', { image: 'acme/app:latest', digest: app });
  for (const args of [['update', '--commit'], ['observe', '--commit'], ['dispatch']]) {
    const { exitCode, stderr } = await loop.run(args);
    if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  }
  loop.registry.push('acme/base:1', 'base two');
  await loop.run(['observe', '--commit']);
  return { loop, app };
}

function layerOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** What Grype says of an image whose base image was `base one`. */
function report(digest: string, where: 'base' | 'own', type = 'deb', severity = 'Critical'): string {
  const layers = [layerOf('base one'), layerOf('our own')];
  const [path, layerID] = where === 'base' ? ['/usr/share/doc/quill/copyright', layers[0]] : ['/app/package.json', layers[1]];
  return JSON.stringify({
    matches: [
      {
        vulnerability: { id: 'CVE-2026-20001', severity, fix: { versions: ['2.0'], state: 'fixed' } },
        relatedVulnerabilities: [],
        artifact: { name: 'quill', version: '1.0', type, locations: [{ path, layerID, annotations: { evidence: 'primary' } }] },
      },
    ],
    source: { type: 'image', target: { userInput: 'app', imageID: layerOf('config'), manifestDigest: digest, layers: layers.map((layer) => ({ digest: layer })), repoDigests: [] } },
    descriptor: { name: 'grype', version: '0.104.0' },
  });
}

describe('reports of scanners', () => {
  it('start what would wait, once, and tell what a rebuild would not help', async () => {
    const { loop, app } = await waiting();
    await using _ended = loop;
    await using folder = await temporaryFolder();
    const file = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder.path, name), text);
      return join(folder.path, name);
    };
    const [urgent, own, other, mild] = [
      await file('urgent.json', report(app, 'base')),
      await file('own.json', report(app, 'own', 'npm')),
      await file('other.json', report(layerOf('another image'), 'base')),
      await file('mild.json', report(app, 'base', 'deb', 'Medium')),
    ];
    const kev = await file('kev.json', JSON.stringify({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2026-20001' }] }));

    const quiet = await loop.run(['dispatch', '--report', `app=${other}`, '--report', `app=${mild}`, '--report', `app=${own}`]);
    expect(quiet).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('needs a code change') });
    expect(quiet.stderr).toContain('[scan/stale]');
    expect(quiet.stderr).toContain('[scan/below-policy]');
    const plan = await loop.run(['plan', '--report', `app=${mild}`, '--advisories', kev]);
    expect(plan.stdout).toMatch(/app +now \(cve\)/);
    expect((await loop.run(['dispatch', '--dry-run', '--report', `app=${urgent}`])).stdout).toMatch(/app +now \(cve\)/);
    expect(loop.dispatched()).toEqual([]);

    const broken = await file('broken.json', '{"SchemaVersion": 2,');
    const started = await loop.run(['dispatch', '--report', `app=${broken}`, '--report', 'app=gone.json', '--report', `app=${folder.path}`, '--report', `app=${urgent}`]);
    expect(started.exitCode).toBe(1);
    expect(started.stderr).toContain('[scan/syntax]');
    expect(started.stderr).toContain('There is no file `gone.json`');
    expect(started.stderr).toContain('it is a folder');
    expect(loop.dispatched()).toMatchObject([{ image: 'app', reason: expect.stringContaining('CVE-2026-20001') }]);
    expect(await loop.rebuild('app')).toMatchObject({ status: 'dispatched', cause: 'cve', epoch: ['CVE-2026-20001'] });
    await loop.run(['dispatch', '--report', `app=${urgent}`]);
    expect(loop.dispatched()).toHaveLength(1);
  }, 180_000);
});
