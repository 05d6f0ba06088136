import { readInputs, runAction, UserError } from '@image-factory/action-kit';
import { parseRepoSlug, type RepoSlug } from '@image-factory/core/enrollment';
import { openGround } from '@image-factory/store';
import { planNotice, tellAll } from '@image-factory/use-cases';
import { NotifyInputs, readHosts } from './inputs.ts';
import { mailOf } from './mail.ts';
import { nothing, renderSummary, toOutputs, type NotifyReport } from './report.ts';

type Env = Readonly<Record<string, string | undefined>>;

await runAction({
  name: 'notify',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const {
      imageFactoryDir: dir,
      githubToken,
      slackWebhook,
      slackHosts,
      smtpUsername,
      smtpPassword,
      dryRun,
    } = readInputs(NotifyInputs, env, {
      report: take,
    });
    const hosts = readHosts(slackHosts);
    const ground = openGround(env['GITHUB_WORKSPACE'] ?? process.cwd(), { push: false, checkouts: new Map() });
    const clock = { now: () => new Date() };
    const { notice, ways, problems } = await log.phase('Find out what needs a person', () =>
      planNotice({ dir, factory: repositoryOf(env) }, { ...ground.workTree(), clock }),
    );
    if (notice === undefined || ways.length === 0) return ended({ notice, told: [], problems, dryRun });
    const { createIssueNotices, createMailNotices, createSlackNotices } = await import('@image-factory/forge');
    const apiUrl = env['GITHUB_API_URL'];
    const access = { token: githubToken.reveal(), ...(apiUrl === undefined ? {} : { apiUrl }) };
    const webhook = slackWebhook?.reveal();
    const mail = mailOf(ways, smtpUsername?.reveal(), smtpPassword?.reveal());
    const { told, problems: untold } = await log.phase('Tell', () =>
      tellAll(notice, ways, dryRun, {
        issues: (repository) => createIssueNotices({ ...access, repository }),
        ...(webhook === undefined ? {} : { slack: createSlackNotices({ webhook, hosts }) }),
        ...(mail === undefined ? {} : { email: createMailNotices(mail) }),
        sleep: ground.pace.sleep,
      }),
    );
    for (const { type, target, outcome } of told) log.info(`${type}${target === undefined ? '' : ` in ${target}`}: ${outcome}.`);
    return ended({ notice, told, problems: [...problems, ...untold], dryRun });
  },
});

function ended(report: NotifyReport) {
  return { outputs: toOutputs(report), problems: report.problems, summary: renderSummary(report) };
}

/** @throws UserError where the runner does not say which repository this is */
function repositoryOf(env: Env): RepoSlug {
  const repo = parseRepoSlug(env['GITHUB_REPOSITORY'] ?? '', 'github');
  if (repo.ok) return repo.value;
  throw new UserError('The runner does not say which repository this is.', { hint: 'Set GITHUB_REPOSITORY.' });
}
