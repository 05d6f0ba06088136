import { lazily } from '@image-factory/action-kit';
import { allowancesOf, bakeDefinition, ownTarget } from '@image-factory/core/build';
import { parseHost, parseRepoSlug, type Host, type RepoSlug } from '@image-factory/core/enrollment';
import type { Builder } from '@image-factory/builder';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok } from '@image-factory/core/text';
import { openSourceFolders } from '@image-factory/store';
import type { BuildDeps, BuildRegistries, FactoryTree } from '@image-factory/use-cases';
import type { RegistryLogin } from './docker-config.ts';
import type { BuildInputs } from './inputs.ts';
import { remembered } from './remembered.ts';
import type { Surroundings } from './run-mode.ts';

type Env = Surroundings['env'];

/** Everything that the modes need, opened when it is used. */
export interface Steps extends BuildDeps {
  /** Asks the builder for its version while something else is done: the build needs the answer. */
  wakeBuilder(): void;
  /** The repository that the factory is in. */
  readonly home: { readonly host: Host; readonly slug: RepoSlug } | undefined;
  /** The run that builds. */
  readonly run: { readonly id: string; readonly url?: string } | undefined;
}

export function openSteps(given: BuildInputs, tree: FactoryTree, { env, log, root }: Surroundings): Steps {
  const home = homeIn(env);
  const token = given.githubToken?.reveal();
  const registries = lazily(async () => {
    const { openPushRegistries, openRegistries } = await import('@image-factory/registry');
    const [read, write] = [openRegistries({ env, token, log }), openPushRegistries({ env, token, log })];
    let both: BuildRegistries | undefined;
    return async (table: Parameters<typeof read>[0]) => (both ??= { read: remembered(await read(table)), write: await write(table) });
  });
  let opened: Promise<Builder> | undefined;
  const builder = (): Promise<Builder> =>
    (opened ??= import('@image-factory/builder').then(({ openBuilder }) =>
      openBuilder({ env, log, ...(given.builder === undefined ? {} : { builder: given.builder }) }),
    ));
  return {
    tree,
    log,
    clock: { now: () => new Date() },
    registries,
    folders: openSourceFolders({
      root,
      ...(home === undefined ? {} : { home }),
      tokenFor: async ({ host, slug }) =>
        home !== undefined && host === home.host && slug.toLowerCase() === home.slug.toLowerCase() ? token : given.sourceToken?.reveal(),
    }),
    builder: {
      async bake({ plan, files, workDir }) {
        const baked = await (
          await builder()
        ).bake({
          definition: bakeDefinition(plan),
          target: plan.base?.target ?? ownTarget,
          files,
          workDir,
          allowed: allowancesOf(plan),
          env: Object.fromEntries(
            plan.secrets.flatMap((secret) => (secret.from === 'environment' ? [[secret.variable, env[secret.variable] ?? '']] : [])),
          ),
        });
        if (!baked.ok) return fail([...baked.error]);
        const { digest } = baked.value;
        return digest === undefined ? fail([noDigest()]) : ok({ digest });
      },
    },
    wakeBuilder() {
      // What goes wrong with it is told by the build.
      void builder()
        .then((found) => found.version())
        .catch(() => {});
    },
    home,
    run: runIn(env),
  };
}

/** GHCR takes the token of the job; for all others somebody has to give a password. */
export function loginFor(
  { registryUsername, registryPassword, githubToken }: BuildInputs,
  host: string,
  env: Env,
): RegistryLogin | undefined {
  // Docker Hub keeps its old name in docker's configuration.
  const name = host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
  const isGitHubCom = (env['GITHUB_SERVER_URL'] ?? 'https://github.com') === 'https://github.com';
  const password = registryPassword?.reveal() ?? (host === 'ghcr.io' && isGitHubCom ? githubToken?.reveal() : undefined);
  if (password === undefined) return undefined;
  return { host: name, username: registryUsername ?? env['GITHUB_ACTOR'] ?? 'token', password };
}

function homeIn(env: Env): Steps['home'] {
  const host = parseHost(URL.parse(env['GITHUB_SERVER_URL'] ?? '')?.host ?? 'github.com');
  const slug = parseRepoSlug(env['GITHUB_REPOSITORY'] ?? '', 'github');
  return host.ok && slug.ok ? { host: host.value, slug: slug.value } : undefined;
}

function runIn(env: Env): Steps['run'] {
  const [id, server, slug] = [env['GITHUB_RUN_ID'] ?? '', env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY']];
  if (!/^\d{1,20}$/.test(id)) return undefined;
  return server === undefined || slug === undefined ? { id } : { id, url: `${server}/${slug}/actions/runs/${id}` };
}

function noDigest(): Problem {
  return error('build/incomplete', 'BuildKit does not say what it built.', { hint: 'Look at its log above; buildx may be too old.' });
}
