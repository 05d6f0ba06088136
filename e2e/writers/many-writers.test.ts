import { raceWriters, startGitServer } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { cloneOf, type Clone } from './clone.ts';
import { entry, type Files } from './factory.ts';
import { program } from './program.ts';

const writers = 12;
const names = Array.from({ length: writers }, (_, index) => `image-${index}`);

function factory(tagOf: (name: string) => string): Files {
  return {
    'image-factory/factory.yaml': 'repository: acme/shop\n',
    'image-factory/images.yaml': names.map((name) => entry(name)).join(''),
    ...Object.fromEntries(names.map((name) => [`${name}/Dockerfile`, `FROM debian:${tagOf(name)}\n`])),
  };
}

// How many more, and how long it takes, is measured by bench/writers.
describe('P17: twelve processes begin to write at the same moment', () => {
  it.each([
    { story: 'each its own base image, and all of them the manifests', tagOf: (name: string) => name },
    { story: 'all of them the same base image, too', tagOf: () => '13' },
  ])(
    '$story: all land, each once, and what they leave is what one run would have made',
    async ({ tagOf }) => {
      await using server = await startGitServer({ repositories: { 'acme/shop': { files: factory(() => '12') } } });
      const origin = server.repository('acme/shop');
      await using first = await cloneOf(origin);
      expect((await program(['update', '--commit'], { cwd: first.path })).exitCode).toBe(0);
      await origin.commit(factory(tagOf));
      await using ends = new AsyncDisposableStack();
      const clones: Clone[] = [];
      for (const _ of names) clones.push(ends.use(await cloneOf(origin)));

      const ended = await raceWriters(writers, async (writer, ready) => {
        await ready();
        return program(['update', '--image', names[writer] ?? '', '--commit', '--json'], { cwd: clones[writer]?.path ?? '', waits: true });
      });

      const said = ended.map(({ outcome }) => (outcome.kind === 'value' ? outcome.value : undefined));
      expect(said.map((run) => run?.exitCode)).toEqual(names.map(() => 0));
      const commits = said.map((run) => String(JSON.parse(run?.stdout ?? '').commit));
      const log = await origin.log();
      expect(
        log
          .slice(0, writers)
          .map(({ commit }) => commit)
          .toSorted(),
      ).toEqual(commits.toSorted());
      for (const name of names) {
        expect(log.filter(({ message }) => message.includes(`- ${name}: updated`))).toHaveLength(1);
        expect(await origin.readFile(`image-factory/state/images/${name}.yaml`)).toContain(`debian-${tagOf(name)}`);
      }
      await origin.fsck();
      await first.git('pull', '--quiet', '--ff-only');
      expect(await program(['update', '--dry-run', '--exit-code'], { cwd: first.path })).toMatchObject({ exitCode: 0 });
    },
    400_000,
  );
});
