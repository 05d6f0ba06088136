import { parseFolderPath } from '@image-factory/core/enrollment';
import { expect, it } from 'vitest';
import { analyze } from './analyze.ts';
import { entry, memoryRepository } from './memory.fixture.ts';
import type { Sources, SourceRead } from './ports.ts';

const folder = parseFolderPath('image-factory');
if (!folder.ok) throw new Error('image-factory is no folder');
const dir = folder.value;
const down: SourceRead = { kind: 'unreachable', reason: 'git.example.com did not answer in time', hint: 'Run again later.' };
const at = (name: string, host: string) => entry(name, `    repo: acme/${name}\n    host: ${host}\n`);
const text = (from: string): SourceRead => ({ kind: 'file', text: `FROM ${from}\n`, hash: from });

it('a source that can not be reached: an error of its image, and what earlier runs found is kept', async () => {
  let isDown = false;
  const sources: Sources = { read: async ({ repo }) => (repo === 'acme/app' && isDown ? down : text(`node:${repo === 'acme/app' ? 22 : 20}`)) };
  const { deps, files } = memoryRepository({ 'image-factory/images.yaml': at('app', 'git.example.com') + at('web', 'github.com') }, sources);
  await analyze({ dir, dryRun: false }, deps);
  const path = 'image-factory/state/images/app.yaml';
  const bases = /^baseImages:\n(?: .*\n)+/m.exec(files.get(path) ?? '')?.[0];
  expect(bases).toContain('node-22');

  isDown = true;
  const { problems } = await analyze({ dir, dryRun: false }, deps);
  expect(problems).toMatchObject([
    {
      severity: 'error',
      code: 'source/unreachable',
      image: 'app',
      message: 'app: git.example.com did not answer in time.',
      hint: 'Run again later. What earlier runs found is kept.',
    },
  ]);
  expect(files.get(path)).toContain(bases);
  expect(files.get(path)).toContain('discoveryStatus: failed');
  expect(files.get('image-factory/state/images/web.yaml')).toContain('discoveryStatus: success');
  expect(files.has('image-factory/state/base-images/node-22.yaml')).toBe(true);

  const failed = new Map(files);
  await analyze({ dir, dryRun: false }, deps);
  expect(files).toEqual(failed);

  isDown = false;
  expect((await analyze({ dir, dryRun: false }, deps)).problems).toEqual([]);
  expect(files.get(path)).toContain('discoveryStatus: success');
});

it('many images on a host that is slow do not hold up those of another', async () => {
  const { promise: othersAreRead, resolve } = Promise.withResolvers<void>();
  const names = (prefix: string) => Array.from({ length: 40 }, (_, index) => `${prefix}${index}`);
  let left = 40;
  const sources: Sources = {
    async read({ host }) {
      if (host === 'slow.example.com') await othersAreRead;
      else if ((left -= 1) === 0) resolve();
      return text('node:22');
    },
  };
  const images = [...names('slow').map((name) => at(name, 'slow.example.com')), ...names('fast').map((name) => at(name, 'github.com'))];
  const { deps } = memoryRepository({ 'image-factory/images.yaml': images.join('') }, sources);
  expect((await analyze({ dir, dryRun: false }, deps)).problems).toEqual([]);
});
