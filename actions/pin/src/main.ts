import { lazily, readInputs, runAction, sourceAccess, UserError } from '@image-factory/action-kit';
import { parseHost, parseRepoSlug } from '@image-factory/core/enrollment';
import { openGround } from '@image-factory/store';
import { layoutOf, pin, planPins, type PinReport } from '@image-factory/use-cases';
import { PinInputs } from './inputs.ts';
import { nothing, renderSummary, toOutputs } from './report.ts';

type Env = Readonly<Record<string, string | undefined>>;

await runAction({
  name: 'pin',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const { imageFactoryDir: dir, images, dryRun, strict, githubToken, pullRequestToken } = readInputs(PinInputs, env, { report: take });
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const token = githubToken?.reveal();
    const remote = dryRun
      ? sourceAccess(env, layoutOf(dir).factory, { sourceToken: pullRequestToken ?? githubToken }, loadAppTokens)
      : undefined;
    const ground = openGround(root, {
      push: true,
      checkouts: new Map(),
      ...(token === undefined ? {} : { token }),
      ...(remote === undefined ? {} : { remote }),
    });
    const branch = await ground.branch();
    if (branch === undefined)
      throw new UserError('No branch is checked out.', { hint: 'Check the branch out by its name, such as `ref: main`.' });
    const factory = factoryOf(env);
    const inputs = { dir, home: { branch, ...factory }, ...(images.length === 0 ? {} : { only: images }) };
    const registries = lazily(async () => (await import('@image-factory/registry')).openRegistries({ env, token, log }));
    const here = { ...ground.workTree(), open: ground.store, clock: { now: () => new Date() }, log, registries };
    if (dryRun) return ended({ requests: [], ...(await planPins(inputs, { ...here, sources: ground.sources() })) }, true, strict);
    const { openPullRequestPlaces } = await import('@image-factory/forge'); // a dry run needs none of it
    const [others, apiUrl] = [pullRequestToken?.reveal(), env['GITHUB_API_URL']];
    const forge = openPullRequestPlaces({
      factory,
      tokens: { ...(token === undefined ? {} : { own: token }), ...(others === undefined ? {} : { others }) },
      ...(apiUrl === undefined ? {} : { apiUrl }),
    });
    const report = await pin(inputs, { ...here, pace: ground.pace, forge });
    for (const { repository, base, outcome, url } of report.requests) log.info(`${repository} ${base}: ${outcome}, ${url}`);
    return ended(report, false, strict);
  },
});

/** Named one by one: whatever else is in there stays out of the bundle. */
async function loadAppTokens() {
  const { createInstallationTokens } = await import('@image-factory/forge');
  return { createInstallationTokens };
}

function ended(report: PinReport, isDry: boolean, strict: boolean) {
  const { problems } = report;
  const failed = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return { outputs: toOutputs(report), problems, summary: renderSummary(report, isDry), failed };
}

/** @throws UserError where the runner does not say which repository this is */
function factoryOf(env: Env) {
  const host = parseHost(URL.parse(env['GITHUB_SERVER_URL'] ?? '')?.hostname ?? 'github.com');
  const repo = parseRepoSlug(env['GITHUB_REPOSITORY'] ?? '', 'github');
  if (host.ok && repo.ok) return { host: host.value, repo: repo.value };
  throw new UserError('The runner does not say which repository this is.', { hint: 'Set GITHUB_REPOSITORY and GITHUB_SERVER_URL.' });
}
