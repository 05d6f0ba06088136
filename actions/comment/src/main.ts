import { readInputs, runAction, UserError } from '@image-factory/action-kit';
import * as markdown from '@image-factory/action-kit';
import { openPullRequests } from '@image-factory/forge';
import { commentMarker, readCheckReport, renderComment } from '@image-factory/use-cases';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readCheckedRun } from './event.ts';
import { CommentInputs, nothing } from './inputs.ts';

await runAction({
  name: 'comment',
  outputs: nothing,
  main: async ({ env, log, report: take }) => {
    const { reportFile, githubToken } = readInputs(CommentInputs, env, { report: take });
    const { repository, head } = await readCheckedRun(env);
    const report = readCheckReport(await readFile(resolve(env['GITHUB_WORKSPACE'] ?? '.', reportFile), 'utf8'));
    if (!report.ok) throw new UserError(`The report can not be used: ${report.error}.`);
    if (report.value.subject.head !== undefined && report.value.subject.head !== head.commit)
      throw new UserError('The report is about another commit than the run that wrote it.');
    const apiUrl = env['GITHUB_API_URL'];
    const pulls = openPullRequests({ repository, token: githubToken.reveal(), ...(apiUrl === undefined ? {} : { apiUrl }) });
    const number = await pulls.findByHead(head);
    if (number === undefined) {
      log.info('The pull request has moved on or is closed: there is nothing to say about this commit any more.');
      return { outputs: nothing };
    }
    const outcome = await pulls.keepComment(number, commentMarker(report.value), renderComment(report.value, markdown));
    log.info(`Comment on #${number}: ${outcome}.`);
    return { outputs: { outcome, pullRequest: String(number) } };
  },
});
