import { expect, it } from 'vitest';
import { publish } from './publish.ts';
import { app, buildWorld, dir, keyA, labelsOf, metadataOf, repository } from './world.fixture.ts';

it.each(['1.4.2-aaaaaaaaaaaa', '1.4.2', 'latest'])('two builds of one request that meet at the tag %s end with one image under all tags', async (meetAt) => {
  const { registry, step } = buildWorld();
  const ours = registry.push(repository, { contents: 'ours', labels: labelsOf(keyA) });
  const theirs = registry.push(repository, { contents: 'theirs', labels: labelsOf(keyA) });
  const run = (deps: typeof step, { digest }: typeof ours) => publish({ dir, metadata: metadataOf(digest, { key: keyA }), dryRun: false }, deps);
  let met = false;
  const slow: typeof step = {
    ...step,
    registries: async () => {
      const { read, write } = registry.open();
      return {
        read,
        write: {
          ...write,
          // Between the look and the move the other one does all of its work.
          async moveTag(where, tag, digest) {
            if (tag === meetAt && !met) {
              met = true;
              registry.tags.delete(`${app}:1.4.2-aaaaaaaaaaaa`);
              await run(step, theirs);
            }
            return write.moveTag(where, tag, digest);
          },
        },
      };
    },
  };
  const { metadata, problems } = await run(slow, ours);
  expect(problems).toEqual([]);
  expect(met).toBe(true);
  expect(new Set(registry.tags.values()).size).toBe(1);
  expect(metadata.publishedDigest).toBe(registry.tags.get(`${app}:latest`));
  expect(metadata.tags).toContain('latest');
});
