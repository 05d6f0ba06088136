import { filledByRunner, Flag, FolderInput, Lines, Secret, UserError } from '@image-factory/action-kit';
import { parseHost, type Host } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const NotifyInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  githubToken: filledByRunner(Secret, '${{ github.token }}').describe(
    'Token that may open, change and close an issue. The job needs `issues` write for it.',
  ),
  slackWebhook: Secret.optional().describe(
    'URL of the incoming webhook of Slack, or of a server that is compatible with it. All of it is a secret. Needed where factory.yaml says `type: slack`.',
  ),
  slackHosts: Lines.default([]).describe(
    'Hosts of compatible servers that the webhook may be on, one a line; `hooks.slack.com` always is one.',
  ),
  smtpUsername: Secret.optional().describe(
    'User of the mail server. Needed where the entry with `type: email` in factory.yaml names secrets.',
  ),
  smtpPassword: Secret.optional().describe('Password of that user.'),
  dryRun: Flag.default(false).describe('Say who would be told what, and tell nobody.'),
});
export type NotifyInputs = z.output<typeof NotifyInputs>;

/** @throws UserError with a problem for each line that is no host */
export function readHosts(lines: readonly string[]): Host[] {
  const problems: Problem[] = [];
  const hosts = lines.flatMap((line) => {
    const parsed = parseHost(line);
    if (parsed.ok) return [parsed.value];
    const { message, hint } = parsed.error;
    problems.push(error('inputs/invalid', `Input \`slack-hosts\`: ${message}`, hint === undefined ? {} : { hint }));
    return [];
  });
  if (problems.length > 0) throw new UserError('The inputs of this action can not be used.', { problems });
  return hosts;
}
