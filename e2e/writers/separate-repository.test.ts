import { startGitServer } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { commitsOfOurs, writer } from './bad-days.fixture.ts';
import { cloneOf } from './clone.ts';
import { entry } from './factory.ts';
import { program } from './program.ts';

it('state lives in a repository of its own, and the sources in another that is only read', async () => {
  const images = entry('web').replace('provider: github\n', 'provider: github\n    repo: acme/app\n');
  await using server = await startGitServer({
    repositories: {
      'acme/factory': { files: { 'teams/web/images.yaml': images, 'teams/web/factory.yaml': 'repository: acme/factory\n' }, branch: 'states' },
      'acme/app': { files: { 'web/Dockerfile': 'FROM golang:1.24\n' } },
    },
    tokens: { [writer]: { 'acme/factory': 'write', 'acme/app': 'read' } },
  });
  const [factory, app] = [server.repository('acme/factory'), server.repository('acme/app')];
  await using states = await cloneOf(factory);
  await using sources = await cloneOf(app);
  const args = ['update', '--commit', '--image-factory-dir', 'teams/web', '--checkout', `acme/app=${sources.path}`];
  const run = () => program(args, { cwd: states.path, token: writer });
  expect(await run()).toMatchObject({ exitCode: 0 });
  expect(await commitsOfOurs(factory)).toHaveLength(1);
  expect(await factory.readFile('teams/web/state/images/web.yaml')).toContain('golang-1.24');
  expect((await run()).stdout).toContain('Nothing changed');
  await sources.write({ 'web/Dockerfile': 'FROM golang:1.25\n' });
  expect(await run()).toMatchObject({ exitCode: 0 });
  expect(await factory.readFile('teams/web/state/images/web.yaml')).toContain('golang-1.25');
  expect(await app.log()).toHaveLength(1);
});
