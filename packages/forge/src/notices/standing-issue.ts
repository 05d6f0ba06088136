import type { RepoSlug } from '@image-factory/core/enrollment';
import type { Api } from '../api/client.ts';
import { isRecord } from '../api/failure.ts';
import { factoryMark, readMarker } from './issue-text.ts';

export interface StandingIssue {
  readonly number: number;
  readonly url: string;
  readonly isOpen: boolean;
  /** A fingerprint, or `settled`. */
  readonly told: string;
}

interface Standing {
  /** The oldest open one; where none is open, the oldest that was closed. */
  readonly issue: StandingIssue | undefined;
  /** Open ones beside it: two runs were faster than each other. */
  readonly doubles: readonly StandingIssue[];
}

const pageSize = 100;
const mostPages = 10;

/**
 * Finds the issue of a factory: by the label, which only those can set who work on the repository, and by the comment in its
 * body. The label alone may be on other issues, the comment alone in issues of anybody.
 *
 * @throws ApiError
 */
export async function findStanding(api: Api, factory: RepoSlug, label: string): Promise<Standing> {
  const ours: StandingIssue[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { labels: label, state: 'all', sort: 'created', direction: 'asc', per_page: pageSize, page };
    const { data } = await api.read((client) =>
      client.request('GET /repos/{owner}/{repo}/issues', { owner: api.owner, repo: api.repo, ...query }),
    );
    const list: unknown[] = Array.isArray(data) ? data : [];
    ours.push(...list.flatMap((item) => readIssue(item, factoryMark(factory)) ?? []));
    if (list.length < pageSize) break;
  }
  const sorted = ours.toSorted((a, b) => a.number - b.number);
  const [oldest, ...doubles] = sorted.filter(({ isOpen }) => isOpen);
  return { issue: oldest ?? sorted[0], doubles };
}

/** Pull requests stand in the same list. */
function readIssue(item: unknown, factory: string): StandingIssue | undefined {
  if (!isRecord(item) || item['pull_request'] !== undefined) return undefined;
  const { number, html_url: url, state, body } = item;
  if (typeof number !== 'number' || typeof url !== 'string' || typeof body !== 'string') return undefined;
  const marker = readMarker(body);
  return marker?.factory === factory ? { number, url, isOpen: state === 'open', told: marker.told } : undefined;
}
