import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDockerConfig } from './docker-config.ts';
import { openKeychain } from './keychain.ts';

const auth = (pair: string): { auth: string } => ({ auth: Buffer.from(pair).toString('base64') });
const robot = { kind: 'password', username: 'robot', password: 'pw:1' };

describe("Docker's config.json", () => {
  it.each([
    { story: 'a host', auths: { 'ghcr.io': auth('robot:pw:1') }, host: 'ghcr.io', is: robot },
    { story: 'a host with a port', auths: { 'localhost:5000': auth('robot:pw:1') }, host: 'localhost:5000', is: robot },
    { story: 'a host as an address', auths: { 'https://ghcr.io/v2/': auth('robot:pw:1') }, host: 'ghcr.io', is: robot },
    { story: 'Docker Hub under its oldest name', auths: { 'https://index.docker.io/v1/': auth('robot:pw:1') }, host: 'docker.io', is: robot },
    { story: 'capitals', auths: { 'GHCR.io': auth('robot:pw:1') }, host: 'ghcr.io', is: robot },
    { story: 'name and password apart', auths: { 'ghcr.io': { username: 'robot', password: 'pw:1' } }, host: 'ghcr.io', is: robot },
    { story: 'an identity token', auths: { 'ghcr.io': { ...auth('robot:x'), identitytoken: 'id' } }, host: 'ghcr.io', is: { kind: 'identity', token: 'id' } },
    { story: 'a password that is an identity token', auths: { 'ghcr.io': auth('<token>:id') }, host: 'ghcr.io', is: { kind: 'identity', token: 'id' } },
    { story: 'an entry that is only a mark of a store', auths: { 'ghcr.io': {} }, host: 'ghcr.io', is: undefined },
    { story: 'no password', auths: { 'ghcr.io': auth('robot:') }, host: 'ghcr.io', is: undefined },
    { story: 'no colon', auths: { 'ghcr.io': auth('robot') }, host: 'ghcr.io', is: undefined },
    { story: 'a line end in a password', auths: { 'ghcr.io': auth('robot:a\r\nX-Evil: b') }, host: 'ghcr.io', is: undefined },
    { story: 'a part of a registry', auths: { 'quay.io/acme': auth('robot:pw:1') }, host: 'quay.io', is: undefined },
    { story: 'a host that ends in another', auths: { 'docker.io': auth('robot:pw:1') }, host: 'evil-docker.io', is: undefined },
    { story: 'an entry of nothing beside a good one', auths: { 'quay.io': 7, 'ghcr.io': auth('robot:pw:1') }, host: 'ghcr.io', is: robot },
  ])('$story', ({ auths, host, is }) => {
    expect(readDockerConfig(JSON.stringify({ auths }))?.auths.get(host)).toEqual(is);
  });

  it('of any text is a config, or none', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => ['object', 'undefined'].includes(typeof readDockerConfig(text))));
  });
});

/** Programs of these names are there, as far as a file can have them. */
const oddNames = ['../evil', '/../evil', 'good;evil', 'good evil', '$(evil)', 'Good', '', 'x'.repeat(65)];

describe('the keychain', () => {
  it.each([
    { story: 'GHCR with the token of a job', env: { GITHUB_TOKEN: 'ghs_1', GITHUB_ACTOR: 'octo' }, host: 'ghcr.io', is: { username: 'octo', password: 'ghs_1' } },
    { story: 'GHCR with a token of nobody', env: { GITHUB_TOKEN: 'ghs_1' }, host: 'ghcr.io', is: { username: 'x-access-token', password: 'ghs_1' } },
    { story: 'a token of GitHub is for nobody else', env: { GITHUB_TOKEN: 'ghs_1' }, host: 'docker.io', is: undefined },
    { story: 'nor for who looks like it', env: { GITHUB_TOKEN: 'ghs_1' }, host: 'ghcr.io.example', is: undefined },
    { story: 'an environment goes before the token', env: { GITHUB_TOKEN: 'ghs_1', DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': auth('robot:pw:1') } }) }, host: 'ghcr.io', is: robot },
    { story: 'an environment that is none', env: { DOCKER_AUTH_CONFIG: '{' }, host: 'ghcr.io', is: undefined },
  ])('$story', async ({ env, host, is }) => {
    const found = await openKeychain({ env })(host);
    if (is === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(is);
  });

  it('reads the file of DOCKER_CONFIG, or else that of the home folder', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, '.docker'));
    for (const [path, pair] of [
      ['.docker/config.json', 'home:1'],
      ['config.json', 'there:2'],
    ] as const)
      await writeFile(join(folder.path, path), JSON.stringify({ auths: { 'r.example': auth(pair) } }));
    expect(await openKeychain({ env: { HOME: folder.path } })('r.example')).toMatchObject({ username: 'home' });
    expect(await openKeychain({ env: { HOME: folder.path, DOCKER_CONFIG: folder.path } })('r.example')).toMatchObject({ username: 'there' });
  });

  describe('asks programs', () => {
    async function ask(config: object, host: string, script = ''): Promise<{ credential: unknown; calls: readonly string[] }> {
      await using folder = await temporaryFolder();
      const calls = join(folder.path, 'calls');
      await writeFile(calls, '');
      await writeFile(join(folder.path, 'config.json'), JSON.stringify(config));
      for (const name of ['docker-credential-good', 'evil', ...oddNames.filter((one) => !one.includes('/')).map((one) => `docker-credential-${one}`)]) {
        const file = join(folder.path, name);
        await writeFile(file, `#!/bin/sh\nread -r host\necho "$0 $* $host" >> '${calls}'\n${script}\n`);
        await chmod(file, 0o755);
      }
      const env = { DOCKER_CONFIG: folder.path, PATH: [folder.path, process.env['PATH'] ?? ''].join(delimiter) };
      const credential = await openKeychain({ env })(host);
      const lines = (await readFile(calls, 'utf8')).trim().split('\n');
      return { credential, calls: lines.map((line) => line.replace(folder.path, '').replace(/^\//, '')) };
    }

    const says = (username: string, secret: string): string => `echo '${JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret })}'`;

    it.each([
      { story: 'of one host', config: { credHelpers: { 'r.example': 'good' } }, host: 'r.example', script: says('robot', 'pw:1'), is: robot, calls: ['docker-credential-good get r.example'] },
      { story: 'of all others', config: { credsStore: 'good' }, host: 'r.example', script: says('robot', 'pw:1'), is: robot, calls: ['docker-credential-good get r.example'] },
      {
        story: 'Docker Hub under its oldest name',
        config: { credsStore: 'good' },
        host: 'docker.io',
        script: says('robot', 'pw:1'),
        is: robot,
        calls: ['docker-credential-good get https://index.docker.io/v1/'],
      },
      {
        story: 'that give an identity token',
        config: { credsStore: 'good' },
        host: 'r.example',
        script: says('<token>', 'id'),
        is: { kind: 'identity', token: 'id' },
        calls: ['docker-credential-good get r.example'],
      },
      { story: 'that know nothing', config: { credsStore: 'good' }, host: 'r.example', script: 'echo credentials not found; exit 1', is: undefined, calls: ['docker-credential-good get r.example'] },
      { story: 'that say nonsense', config: { credsStore: 'good' }, host: 'r.example', script: 'echo "{"', is: undefined, calls: ['docker-credential-good get r.example'] },
      { story: 'that talk without end', config: { credsStore: 'good' }, host: 'r.example', script: 'yes', is: undefined, calls: ['docker-credential-good get r.example'] },
      {
        story: 'that do not know, where the file does',
        config: { credsStore: 'good', auths: { 'r.example': auth('robot:pw:1') } },
        host: 'r.example',
        script: 'exit 1',
        is: robot,
        calls: ['docker-credential-good get r.example'],
      },
      { story: 'of another host', config: { credHelpers: { 'r.example': 'good' } }, host: 'q.example', script: says('robot', 'pw:1'), is: undefined, calls: [''] },
      { story: 'that are not there', config: { credsStore: 'absent' }, host: 'r.example', script: '', is: undefined, calls: [''] },
      ...oddNames.map((name) => ({
        story: `never by the name ${JSON.stringify(name)}`,
        config: { credsStore: name, credHelpers: { 'r.example': name } },
        host: 'r.example',
        script: says('robot', 'pw:1'),
        is: undefined,
        calls: [''],
      })),
    ])('$story', async ({ config, host, script, is, calls }) => {
      const asked = await ask(config, host, script);
      expect(asked).toEqual({ credential: is, calls });
    });
  });
});
