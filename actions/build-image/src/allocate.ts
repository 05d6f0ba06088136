import { UserError } from '@image-factory/action-kit';
import type { Version } from '@image-factory/core/build';
import type { FactoryConfig, ManagedImage } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import { openGround } from '@image-factory/store';
import { allocateVersion, versionInFile } from '@image-factory/use-cases';
import type { BuildInputs } from './inputs.ts';
import type { Steps } from './open-steps.ts';
import type { Surroundings } from './run-mode.ts';

/** Gives the build its version, which is committed to state and pushed. */
export async function allocate(
  given: BuildInputs,
  { image, config }: { readonly image: ManagedImage; readonly config: FactoryConfig },
  { tree, registries, clock, run }: Steps,
  { root, log, env }: Surroundings,
): Promise<{ readonly version?: Version; readonly problems: readonly Problem[] }> {
  const token = given.githubToken?.reveal();
  const ground = openGround(root, { push: true, checkouts: new Map(), ...(token === undefined ? {} : { token }) });
  const branch = await ground.branch();
  if (branch === undefined)
    throw new UserError('No branch is checked out.', { hint: 'Check the branch out by its name, such as `ref: main`.' });
  const { key, gitTag, bump } = given;
  const file = await versionInFile(image, tree);
  if (!file.ok) return { problems: file.error };
  const said = given.version ?? file.value;
  const number = Number(env['GITHUB_RUN_NUMBER'] ?? '');
  const allocated = await allocateVersion(
    {
      dir: given.imageFactoryDir,
      branch,
      image,
      request: {
        bump,
        ...(key === undefined ? {} : { key }),
        ...(said === undefined ? {} : { given: said }),
        ...(gitTag === undefined ? {} : { gitTag }),
        ...(run === undefined ? {} : { runId: run.id }),
        ...(Number.isSafeInteger(number) && number > 0 ? { runNumber: number } : {}),
      },
    },
    { open: ground.store, pace: ground.pace, log, clock, registry: (await registries(config.registries)).read },
  );
  if (!allocated.ok) return { problems: allocated.error };
  const { version } = allocated.value;
  return { problems: [], ...(version === undefined ? {} : { version }) };
}
