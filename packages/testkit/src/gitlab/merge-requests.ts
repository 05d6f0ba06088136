import type { ServedRepository } from '../git-server/repository.ts';

/** A merge request, in the fields of GitLab's API that somebody reads. */
export interface MergeRequestRecord {
  readonly iid: number;
  readonly project_id: number;
  readonly source_project_id: number;
  readonly target_project_id: number;
  readonly source_branch: string;
  readonly target_branch: string;
  readonly web_url: string;
  readonly created_at: string;
  title: string;
  description: string;
  state: 'opened' | 'closed' | 'locked' | 'merged';
  sha: string | null;
  force_remove_source_branch: boolean;
  readonly notes: string[];
}

export interface NewMergeRequest {
  readonly source_branch: string;
  readonly target_branch: string;
  readonly title: string;
  readonly description?: string;
  readonly remove_source_branch?: boolean;
}

/** What GitLab answers instead. */
export interface Refused {
  readonly status: number;
  readonly json: unknown;
}

export interface MergeRequestBook {
  readonly all: readonly MergeRequestRecord[];
  /** Heads of branches move without this side: it looks. */
  refresh(): Promise<void>;
  create(wanted: NewMergeRequest): Promise<MergeRequestRecord | Refused>;
  find(iid: number): MergeRequestRecord | undefined;
  /** Somebody merges it; its branch goes, when that was asked for. */
  merge(iid: number): Promise<void>;
  /** One of the same branch names, from somebody's fork. */
  addFromFork(wanted: NewMergeRequest): MergeRequestRecord;
}

const projectId = 42;

/** The merge requests of one project, over a repository that is really there. */
export function openMergeRequestBook(slug: string, origin: string, repository: ServedRepository): MergeRequestBook {
  const all: MergeRequestRecord[] = [];

  function add(wanted: NewMergeRequest, source: number, sha: string | null): MergeRequestRecord {
    const iid = all.length + 1;
    const record: MergeRequestRecord = {
      iid,
      project_id: projectId,
      source_project_id: source,
      target_project_id: projectId,
      source_branch: wanted.source_branch,
      target_branch: wanted.target_branch,
      title: wanted.title,
      description: wanted.description ?? '',
      state: 'opened',
      sha,
      web_url: `${origin}/${slug}/-/merge_requests/${iid}`,
      created_at: new Date(Date.UTC(2026, 0, 1, 0, iid)).toISOString(),
      force_remove_source_branch: wanted.remove_source_branch ?? false,
      notes: [],
    };
    all.push(record);
    return record;
  }

  function required(iid: number): MergeRequestRecord {
    const found = all.find((record) => record.iid === iid);
    if (found === undefined) throw new RangeError(`There is no merge request !${iid}.`);
    return found;
  }

  async function refresh(): Promise<void> {
    for (const record of all) {
      if (record.state === 'opened' && record.source_project_id === projectId)
        record.sha = (await repository.head(record.source_branch)) ?? record.sha;
    }
  }

  return {
    all,
    refresh,
    async create(wanted) {
      const [source, target] = await Promise.all([repository.head(wanted.source_branch), repository.head(wanted.target_branch)]);
      if (target === undefined) return { status: 400, json: { message: { target_branch: ['does not exist'] } } };
      if (source === undefined) return { status: 400, json: { message: { source_branch: ['does not exist'] } } };
      const open = all.find(
        ({ state, source_project_id, source_branch, target_branch }) =>
          state === 'opened' &&
          source_project_id === projectId &&
          source_branch === wanted.source_branch &&
          target_branch === wanted.target_branch,
      );
      if (open !== undefined)
        return { status: 409, json: { message: [`Another open merge request already exists for this source branch: !${open.iid}`] } };
      return add(wanted, projectId, source);
    },
    find: (iid) => all.find((record) => record.iid === iid),
    async merge(iid) {
      await refresh();
      const record = required(iid);
      if (record.sha === null) throw new RangeError(`Merge request !${iid} has no commit.`);
      await repository.git('update-ref', `refs/heads/${record.target_branch}`, record.sha);
      record.state = 'merged';
      if (record.force_remove_source_branch) await repository.deleteBranch(record.source_branch);
    },
    addFromFork: (wanted) => add(wanted, projectId + 1, 'f'.repeat(40)),
  };
}
