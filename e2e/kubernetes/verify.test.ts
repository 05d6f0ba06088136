import { describeKubernetes, describeShared, startKubernetes, temporaryFolder, type ApiObject, type Kubernetes } from '@image-factory/testkit';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program } from '../writers/program.ts';
import { applyAll } from './contracts.ts';
import { factoryOf, modes } from './factories.ts';
import { manifestsOf } from './manifests.ts';
import { mutantsOf, type Mutant } from './mutate.ts';

interface Said {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly source?: { readonly file: string };
}

// What depends on other objects is no business of the API server, and neither is what Kargo alone refuses.
const ofTheServer = /the API server refuses it/;

describeShared('what is said without a cluster', 'kargo-schemas', (schemas) => {
  describeKubernetes('is what a real API server says', (programs) => {
    let api: Kubernetes;
    beforeAll(async () => {
      api = await startKubernetes(programs, { crdFolders: [join(schemas, 'kargo/crds'), join(schemas, 'argo-rollouts/crds')] });
    }, 120_000);
    afterAll(() => api[Symbol.asyncDispose]());

    it('of thousands of objects, each with one mistake', async () => {
      const mode = modes.find(({ title }) => title === 'github-direct-job');
      const { objects } = await manifestsOf(factoryOf(mode ?? { title: 'x', forge: 'github', rebuild: 'direct', analysis: 'job', dispatch: 'repository_dispatch' }));
      await applyAll(
        api,
        objects.filter(({ kind }) => kind === 'Namespace'),
      );
      const kinds = ['Warehouse', 'Stage', 'PromotionTask', 'ProjectConfig'].map((kind) => objects.filter((object) => object.kind === kind));
      const mutants = kinds.flatMap((some, index) => mutantsOf(some, 700, 40 + index));
      expect(mutants.length).toBeGreaterThan(2000);
      const refused = await refusals(mutants.map(({ object }) => object));
      const said = await sayings(mutants);
      const wrong = mutants.flatMap(({ change }, index) => {
        const [server, ours] = [refused[index], said.get(index) ?? []];
        const answers = ours.filter(({ message }) => ofTheServer.test(message));
        if (server !== undefined && ours.every(({ severity }) => severity !== 'error')) return [`missed: ${change}: ${server}`];
        return server === undefined && answers.length > 0 ? [`false alarm: ${change}: ${answers[0]?.message}`] : [];
      });
      expect(wrong).toEqual([]);
      expect(refused.filter((one) => one !== undefined).length).toBeGreaterThan(1000);
    }, 300_000);

    /** Why the server would not have an object; nothing is kept of those that it would. */
    async function refusals(objects: readonly ApiObject[]): Promise<(string | undefined)[]> {
      const answers: (string | undefined)[] = [];
      for (const object of objects) {
        const applied = await api.apply(object, { dryRun: true });
        answers.push(applied.kind === 'refused' ? applied.message : undefined);
      }
      return answers;
    }
  });
});

/** What `synth --verify` says of each object, in a file of its own. */
async function sayings(mutants: readonly Mutant[]): Promise<ReadonlyMap<number, readonly Said[]>> {
  const files = mutants.map(({ object }, index): [string, string] => [`m/${String(index).padStart(5, '0')}.yaml`, JSON.stringify(object)]);
  await using folder = await temporaryFolder(Object.fromEntries(files));
  const { stdout } = await program(['synth', '--verify', '--json', 'm'], { cwd: folder.path });
  const { problems } = JSON.parse(stdout) as { readonly problems: readonly Said[] };
  const own = problems.filter(({ code }) => code !== 'kargo/duplicate');
  return Map.groupBy(own, ({ source }) => Number(/(\d+)\.yaml$/.exec(source?.file ?? '')?.[1]));
}
