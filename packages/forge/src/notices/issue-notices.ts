import { createApi, type Api, type ApiOptions } from '../api/client.ts';
import { ApiError, isRecord } from '../api/failure.ts';
import { refusalOfRead } from '../dispatch/github-answers.ts';
import type { ForgeRefusal } from '../dispatch/types.ts';
import { renderBody, renderTitle } from './issue-text.ts';
import { fingerprintOf, type Notice } from './notice.ts';
import { findStanding, type StandingIssue } from './standing-issue.ts';

export interface IssueNoticesOptions extends ApiOptions {
  /** Default: `image-factory`. */
  readonly label?: string;
}

export type IssueOutcome =
  | { readonly kind: 'created' | 'updated' | 'reopened' | 'closed'; readonly url: string; readonly fingerprint: string }
  /** It says already what there is to say. */
  | { readonly kind: 'unchanged'; readonly url: string; readonly fingerprint: string }
  /** Somebody closed it although this is still so: it stays closed until there is something else to say. */
  | { readonly kind: 'dismissed'; readonly url: string; readonly fingerprint: string }
  /** All is well, and no issue says otherwise. */
  | { readonly kind: 'nothing'; readonly fingerprint: string }
  | ForgeRefusal;

/** One issue that stands for what a factory has to say: opened, changed in place, closed, and opened again; never a second one. */
export interface IssueNotices {
  /** Never throws for what GitHub does; after `later` the same may be told again. Needs `issues: write`. */
  tell(notice: Notice): Promise<IssueOutcome>;
}

export function createIssueNotices({ label = 'image-factory', ...options }: IssueNoticesOptions): IssueNotices {
  const api = createApi(options);
  return {
    async tell(notice) {
      try {
        const outcome = await bring(api, notice, label);
        // Another run may have opened one in the same moment: both see it now, and both keep the older one.
        if (outcome.kind === 'created') await closeDoubles(api, notice, label);
        return outcome;
      } catch (error) {
        return refusalOfRead(error);
      }
    },
  };
}

async function bring(api: Api, notice: Notice, label: string): Promise<IssueOutcome> {
  const fingerprint = fingerprintOf(notice);
  const { issue, doubles } = await findStanding(api, notice.factory, label);
  for (const double of doubles) await closeDouble(api, double, notice);
  if (notice.items.length === 0) {
    if (issue?.isOpen !== true) return { kind: 'nothing', fingerprint };
    await change(api, issue, { state: 'closed', state_reason: 'completed', body: renderBody(notice) });
    return { kind: 'closed', url: issue.url, fingerprint };
  }
  if (issue === undefined) return { kind: 'created', url: await open(api, notice, label), fingerprint };
  if (issue.told === fingerprint) return { kind: issue.isOpen ? 'unchanged' : 'dismissed', url: issue.url, fingerprint };
  const text = { title: renderTitle(notice), body: renderBody(notice) };
  await change(api, issue, issue.isOpen ? text : { ...text, state: 'open', state_reason: 'reopened' });
  return { kind: issue.isOpen ? 'updated' : 'reopened', url: issue.url, fingerprint };
}

async function closeDoubles(api: Api, notice: Notice, label: string): Promise<void> {
  const { doubles } = await findStanding(api, notice.factory, label);
  for (const double of doubles) await closeDouble(api, double, notice);
}

/** Its text says that this side closed it, so that nobody takes it for one that a person has closed. */
async function closeDouble(api: Api, double: StandingIssue, notice: Notice): Promise<void> {
  await change(api, double, { state: 'closed', state_reason: 'not_planned', body: renderBody({ ...notice, items: [] }) });
}

async function open(api: Api, notice: Notice, label: string): Promise<string> {
  const issue = { owner: api.owner, repo: api.repo, title: renderTitle(notice), body: renderBody(notice), labels: [label] };
  const { data } = await api.write((client) => client.request('POST /repos/{owner}/{repo}/issues', issue));
  if (isRecord(data) && typeof data['html_url'] === 'string') return data['html_url'];
  throw new ApiError({ kind: 'lost', why: 'GitHub does not say which issue it opened' });
}

async function change(api: Api, { number }: StandingIssue, fields: Readonly<Record<string, string>>): Promise<void> {
  const at = { owner: api.owner, repo: api.repo, issue_number: number };
  await api.write((client) => client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at, ...fields }));
}
