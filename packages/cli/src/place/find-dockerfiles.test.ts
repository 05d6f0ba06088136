import { temporaryFolder } from '@image-factory/testkit';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDockerfiles, isDockerfileName } from './find-dockerfiles.ts';

it('finds them by name, passes over folders of others and links, and orders them', async () => {
  await using folder = await temporaryFolder({
    Dockerfile: '',
    'apps/web/Dockerfile': '',
    'apps/web/Dockerfile.worker': '',
    'apps/web/Dockerfile.dockerignore': '',
    'apps/web/node_modules/x/Dockerfile': '',
    'vendor/y/Dockerfile': '',
    '.git/Dockerfile': '',
    '.docker/Containerfile': '',
    'tools/lint.Dockerfile': '',
    'Dockerfile.d/README': '',
  });
  await symlink(join(folder.path, 'apps'), join(folder.path, 'linked'));
  await symlink(join(folder.path, 'Dockerfile'), join(folder.path, 'tools/Dockerfile'));
  expect(findDockerfiles(folder.path)).toEqual({
    paths: ['.docker/Containerfile', 'Dockerfile', 'apps/web/Dockerfile', 'apps/web/Dockerfile.worker', 'tools/lint.Dockerfile'],
    complete: true,
  });
});

it('does not follow folders that lead in a circle or deeper than a path may be', async () => {
  const deep = Array.from({ length: 12 }, (_, index) => `d${index}`);
  await using folder = await temporaryFolder({ [`${deep.join('/')}/Dockerfile`]: '', [`${deep.slice(0, 9).join('/')}/Dockerfile`]: '' });
  await symlink('..', join(folder.path, 'd0/up'));
  expect(findDockerfiles(folder.path).paths).toEqual([`${deep.slice(0, 9).join('/')}/Dockerfile`]);
});

it('says when it stopped before the end', async () => {
  await using folder = await temporaryFolder(Object.fromEntries(Array.from({ length: 1002 }, (_, index) => [`i${index}/Dockerfile`, ''])));
  const { paths, complete } = findDockerfiles(folder.path);
  expect([paths.length, complete]).toEqual([1000, false]);
});

describe('names', () => {
  it.each(['Dockerfile', 'dockerfile', 'Containerfile', 'Dockerfile.prod', 'Dockerfile.alpine3.20', 'web.Dockerfile', 'a.b.Dockerfile', 'Containerfile.ubi'])('%s is one', (name) => {
    expect(isDockerfileName(name)).toBe(true);
  });
  it.each([
    'Dockerfile.dockerignore',
    'Dockerfile.md',
    'Dockerfile.j2',
    'Dockerfile.prod.orig',
    'Dockerfile.x~',
    'DockerfileX',
    'MyDockerfile',
    'web.Dockerfile.bak',
    '.dockerignore',
    'docker-compose.yml',
  ])('%s is none', (name) => {
    expect(isDockerfileName(name)).toBe(false);
  });
});
