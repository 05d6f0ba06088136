import { expect, it } from 'vitest';
import { entry } from '../memory.fixture.ts';
import { checked, edited, family } from './check.fixture.ts';

const images = 'image-factory/images.yaml';

it('an entry says all that a build needs', async () => {
  const more = '    context: app\n    target: final\n    platforms: [linux/amd64, linux/arm64]\n    repo: acme/shop\n';
  const { matrix } = await checked({}, { [images]: entry('app', more), 'app/Dockerfile': 'FROM scratch AS final\n' });
  expect(matrix).toEqual([
    [
      {
        image: 'app',
        wave: 1,
        reference: 'ghcr.io/acme/app',
        repository: 'acme/shop',
        branch: 'main',
        dockerfile: 'app/Dockerfile',
        context: 'app',
        target: 'final',
        platforms: 'linux/amd64,linux/arm64',
      },
    ],
  ]);
});

it('a wave of more than 256 builds is divided, and what follows comes behind all of it', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `i${String(index).padStart(3, '0')}`);
  const base = { 'image-factory/factory.yaml': family['image-factory/factory.yaml'] ?? '', [images]: [...names, 'app'].map((name) => entry(name, `    context: ${name}\n`)).join('') };
  const dockerfiles = Object.fromEntries([...names.map((name) => [`${name}/Dockerfile`, 'FROM debian:12\n']), ['app/Dockerfile', 'FROM ghcr.io/acme/i299:1\n']]);
  const { matrix, affected, size } = await checked({}, edited(base, dockerfiles));
  expect(matrix.map((wave) => wave.length)).toEqual([256, 44, 1]);
  expect(matrix.map((wave) => [...new Set(wave.map((build) => build.wave))])).toEqual([[1], [2], [3]]);
  expect(affected.find(({ image }) => image === 'app')?.wave).toBe(3);
  expect(size).toBe('huge');
});
