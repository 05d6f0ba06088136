import { temporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { cli, images, shop } from '../../cli.fixture.ts';

const digest = `sha256:${'a'.repeat(64)}`;

async function analyze(...argv: string[]) {
  await using repository = await temporaryRepository({ files: shop });
  await repository.git('remote', 'add', 'origin', 'https://github.com/Acme/Shop.git');
  return await cli(repository.path, ['analyze', ...argv]); // or the repository would be gone before
}

it('takes everything that a job passes, and says what started it', async () => {
  const claims = [
    '--image',
    'web',
    '--tag',
    '0.6.3',
    '--digest',
    digest,
    '--dockerfile',
    'web/Dockerfile',
    '--source-repo',
    'acme/shop',
    '--source-provider',
    'github',
    '--git-repo',
    'https://github.com/acme/shop.git',
    '--git-branch',
    'main',
    '--image-factory-dir',
    './image-factory',
  ];
  const run = await analyze(...claims);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(new RegExp(`^Started for web:0.6.3@${digest}\\.\n`));
  expect(JSON.parse((await analyze(...claims, '--json')).stdout)).toMatchObject({ published: { image: 'web', tag: '0.6.3', digest } });
});

it('what it is told of the published image is recorded in its state, once', async () => {
  await using repository = await temporaryRepository({ files: shop });
  const report = ['analyze', '--image', 'web', '--tag', '0.6.3', '--digest', digest, '--json'];
  expect(JSON.parse((await cli(repository.path, report)).stdout)).toMatchObject({ changed: true });
  const state = await repository.read('image-factory/state/images/web.yaml');
  for (const line of ['currentVersion: 0.6.3', `currentDigest: ${digest}`, 'lastBuilt: "2026-01-01T10:00:00Z"', '    version: 0.6.3']) expect(state).toContain(`${line}\n`);
  expect(JSON.parse((await cli(repository.path, report)).stdout)).toMatchObject({ changed: false, problems: [] });
  const late = await cli(repository.path, ['analyze', '--image', 'web', '--tag', '0.5.0']);
  expect(late.stderr).toContain('notice: web: what is said to be published is not recorded: version 0.6.3 is published already. [state/not-recorded]');
  expect(late.exitCode).toBe(0);
  expect(await repository.read('image-factory/state/images/web.yaml')).toBe(state);
});

it('values that a job left empty are none', async () => {
  expect(await analyze('--image', 'web', '--tag', '', '--digest=', '--dockerfile', '')).toMatchObject({ exitCode: 0, stderr: '' });
});

describe('claims that can not be', () => {
  it.each([
    { claim: ['--tag', 'a b'], says: '--tag: `a b` is not a tag' },
    { claim: ['--digest', 'sha256:abc123'], says: '--digest: `sha256:abc123` is not a digest' },
    { claim: ['--dockerfile', '../Dockerfile'], says: '--dockerfile: `../Dockerfile` is not a path in the repository' },
    { claim: ['--source-repo', 'shop'], says: '--source-repo: `shop` is not a repository' },
    { claim: ['--source-provider', 'gitub'], says: '--source-provider: `gitub` is none of github, gitlab. [inputs/invalid]\n  hint: Did you mean github?' },
    { claim: ['--git-repo', 'http://user:secret@nowhere/x'], says: '--git-repo: this is not the address of a repository' },
    { claim: ['--git-branch', 'a..b'], says: '--git-branch: `a..b` is not a branch name' },
  ])('$claim', async ({ claim, says }) => {
    const run = await analyze('--image', 'web', ...claim);
    expect(run.stderr).toContain(says);
    expect(run.stderr).not.toContain('secret');
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it('without an image', async () => {
    const { stderr, exitCode } = await analyze('--tag', '1', '--dockerfile', 'x');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--tag needs --image');
    expect(stderr).toContain('--dockerfile needs --image');
  });
});

describe('claims that disagree: both values are named, nothing is overridden', () => {
  it.each([
    { claim: ['--dockerfile', 'apps/web/Dockerfile'], says: [`${images}:15:17: error`, 'apps/web/Dockerfile', 'is web/Dockerfile', 'images.yaml decides'] },
    { claim: ['--source-repo', 'acme/other'], says: [`${images}:9:3: error`, 'acme/other', 'is Acme/Shop (this repository)'] },
    { claim: ['--source-provider', 'gitlab'], says: ['gitlab', 'is github'] },
    { claim: ['--git-repo', 'git@github.com:acme/other.git'], says: ['github.com/acme/other', 'is github.com/Acme/Shop'] },
    { claim: ['--git-repo', 'https://ghe.example.com/acme/shop.git'], says: ['ghe.example.com/acme/shop', 'is github.com/Acme/Shop'] },
    { claim: ['--git-branch', 'dev'], says: ['--git-branch says dev, and main is checked out'] },
  ])('$claim', async ({ claim, says }) => {
    await using repository = await temporaryRepository({ files: shop });
    await repository.git('remote', 'add', 'origin', 'https://github.com/Acme/Shop.git');
    const run = await cli(repository.path, ['analyze', '--image', 'web', ...claim]);
    for (const part of says) expect(run.stderr).toContain(part);
    expect(run.stderr).toContain('[inputs/disagreement]');
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('an image that is only watched has no source', async () => {
    const { stderr } = await analyze('--image', 'postgres', '--dockerfile', 'x');
    expect(stderr).toContain('postgres is only watched');
  });
});

it('what the checkout does not tell is not held against anybody', async () => {
  await using repository = await temporaryRepository({ files: shop });
  await repository.git('checkout', '--quiet', '--detach');
  const run = await cli(repository.path, ['analyze', '--image', 'web', '--source-repo', 'any/where', '--git-repo', 'https://github.com/any/where', '--git-branch', 'any']);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
});
