import { lazily, problemList, readInputs, runAction, UserError } from '@image-factory/action-kit';
import { imageBuilt, parseMetadata, type BuildFacts } from '@image-factory/core/build';
import { parseHost, type RepoSlug } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { openGround } from '@image-factory/store';
import { recordBuild, type RecordBuildReport } from '@image-factory/use-cases';
import { ReportInputs } from './inputs.ts';
import { nothing } from './outputs.ts';

type Env = Readonly<Record<string, string | undefined>>;

await runAction({
  name: 'report-build',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const given = readInputs(ReportInputs, env, { report: take });
    const { factory, dryRun, strict, image, digest } = given;
    const isElsewhere = factory !== undefined && factory.toLowerCase() !== (env['GITHUB_REPOSITORY'] ?? '').toLowerCase();
    if (isElsewhere) {
      const problems = dryRun ? [] : await send(factory, given, env);
      return ended(
        { problems },
        `\`${image}\`: the factory in \`${factory}\` ${problems.length > 0 ? 'was not told' : dryRun ? 'would be told' : 'was told'}.`,
        strict,
      );
    }
    const root = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const token = given.githubToken?.reveal();
    const ground = openGround(root, { push: true, checkouts: new Map(), ...(token === undefined ? {} : { token }) });
    const branch = await ground.branch();
    if (branch === undefined)
      throw new UserError('No branch is checked out.', { hint: 'Check the branch out by its name, such as `ref: main`.' });
    const registries = lazily(async () => (await import('@image-factory/registry')).openRegistries({ env, token, log }));
    const report = await recordBuild(
      { dir: given.imageFactoryDir, branch, image, digest, dryRun, told: toldIn(given) },
      { open: ground.store, pace: ground.pace, log, clock: { now: () => new Date() }, registries },
    );
    const said = report.recorded === undefined ? 'nothing new was recorded' : report.recorded.why;
    return ended(report, `\`${image}\`: ${said}`, strict);
  },
});

function ended(report: RecordBuildReport, said: string, strict: boolean) {
  const isBad = ({ severity }: Problem): boolean => severity === 'error' || (strict && severity === 'warning');
  return {
    outputs: {
      recorded: report.recorded !== undefined,
      version: report.recorded?.version ?? '',
      commit: report.commit ?? '',
      problems: report.problems,
    },
    problems: report.problems,
    summary: [`## Image Factory: report-build`, said, problemList(report.problems)].filter((part) => part !== '').join('\n\n'),
    failed: report.problems.some(isBad),
  };
}

/** Of another image nothing is told; what can not be read is not worth a failure. */
function toldIn({ metadata, image, digest }: ReportInputs): Pick<BuildFacts, 'attempt' | 'durationSeconds'> {
  const read = metadata === undefined ? undefined : parseMetadata(metadata);
  if (read?.ok !== true || read.value.image !== image || read.value.digest !== digest) return {};
  const { attempt, durationSeconds } = read.value;
  return { attempt, durationSeconds };
}

/** @returns why the factory was not told, if it was not */
async function send(factory: RepoSlug, { image, digest, githubToken }: ReportInputs, env: Env): Promise<Problem[]> {
  const host = parseHost(URL.parse(env['GITHUB_SERVER_URL'] ?? '')?.hostname ?? 'github.com');
  if (!host.ok) throw new UserError('The runner does not say which server this is.', { hint: 'Set GITHUB_SERVER_URL.' });
  const token = githubToken?.reveal();
  const apiUrl = env['GITHUB_API_URL'];
  const { openRuns } = await import('@image-factory/forge');
  const { runs } = openRuns({
    factory: { host: host.value, repo: factory },
    tokens: token === undefined ? {} : { own: token },
    ...(apiUrl === undefined ? {} : { apiUrl }),
  });
  const target = { kind: 'event', host: host.value, repo: factory, eventType: imageBuilt } as const;
  const started = await runs.start({ target, inputs: { image, digest } });
  if (started.kind === 'started') return [];
  return [
    error('build/not-recorded', `The factory in ${factory} was not told: ${started.why}`, {
      hint: 'The token needs `contents` write there. The next sweep of the factory finds the build all the same.',
    }),
  ];
}
