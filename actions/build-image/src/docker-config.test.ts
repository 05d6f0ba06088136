import { temporaryFolder } from '@image-factory/testkit';
import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLogin } from './docker-config.ts';

const login = { host: 'ghcr.io', username: 'bot', password: 'canary-0123456789' };

describe('withLogin', () => {
  it('adds one login to those of the machine, in a folder that goes', async () => {
    const machine = { auths: { 'quay.io': { auth: 'b3RoZXI=' } }, credsStore: 'desktop', credHelpers: { 'ghcr.io': 'gh' } };
    await using folder = await temporaryFolder({ 'config.json': JSON.stringify(machine) });
    const opened = await withLogin(login, { DOCKER_CONFIG: folder.path });
    const path = join(opened.env['DOCKER_CONFIG'] ?? '', 'config.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      auths: { 'quay.io': { auth: 'b3RoZXI=' }, 'ghcr.io': { auth: Buffer.from('bot:canary-0123456789').toString('base64') } },
      credsStore: 'desktop',
      credHelpers: { 'ghcr.io': '' },
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(opened.env['BUILDX_CONFIG']).toBe(join(folder.path, 'buildx'));
    expect(JSON.parse(await folder.read('config.json'))).toEqual(machine);
    await opened[Symbol.asyncDispose]();
    await expect(access(path)).rejects.toThrow('ENOENT');
  });

  it.each([
    { story: 'there is none', files: {} },
    { story: 'it is damaged', files: { 'config.json': '{' } },
  ])('does without the configuration of the machine where $story', async ({ files }) => {
    await using folder = await temporaryFolder(files);
    await using opened = await withLogin(login, { DOCKER_CONFIG: folder.path });
    expect(Object.keys((JSON.parse(await readFile(join(opened.env['DOCKER_CONFIG'] ?? '', 'config.json'), 'utf8')) as { auths: object }).auths)).toEqual(['ghcr.io']);
  });

  it('leaves everything as it is without a login', async () => {
    expect((await withLogin(undefined, {})).env).toEqual({});
  });
});
