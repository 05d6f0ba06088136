import type { Repository, Run, World } from '../world.ts';
import { nodeId } from './links.ts';
import { repositoryUrl, viewMinimalRepository } from './repository.ts';
import { viewUser } from './user.ts';

export interface Workflow {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly file: string;
  readonly state: 'active' | 'disabled_manually';
  readonly text: string;
}

export function viewWorkflow(world: World, repository: Repository, workflow: Workflow): Record<string, unknown> {
  const web = `${world.urls.web}/${repository.slug}`;
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: workflow.state,
    created_at: repository.createdAt.toISOString(),
    updated_at: repository.createdAt.toISOString(),
    url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${web}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${web}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

export async function viewRun(world: World, repository: Repository, run: Run): Promise<Record<string, unknown>> {
  const api = `${repositoryUrl(world, repository)}/actions/runs/${run.id}`;
  const commit = await repository.git.commit(run.sha);
  const { name, email } = commit.author;
  return {
    id: run.id,
    node_id: nodeId('WorkflowRun', run.id),
    name: run.workflow.name,
    display_title: run.title,
    path: run.workflow.path,
    workflow_id: run.workflow.id,
    run_number: run.number,
    run_attempt: 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_branch: run.branch,
    head_sha: run.sha,
    head_commit: {
      id: run.sha,
      tree_id: commit.tree,
      message: commit.message,
      timestamp: commit.author.date,
      author: { name, email },
      committer: { name, email },
    },
    head_repository: viewMinimalRepository(world, repository),
    repository: viewMinimalRepository(world, repository),
    actor: viewUser(world, run.actor),
    triggering_actor: viewUser(world, run.actor),
    pull_requests: [],
    created_at: run.createdAt.toISOString(),
    updated_at: run.updatedAt.toISOString(),
    run_started_at: run.createdAt.toISOString(),
    url: api,
    html_url: `${world.urls.web}/${repository.slug}/actions/runs/${run.id}`,
    jobs_url: `${api}/jobs`,
    logs_url: `${api}/logs`,
    artifacts_url: `${api}/artifacts`,
    cancel_url: `${api}/cancel`,
    rerun_url: `${api}/rerun`,
    previous_attempt_url: null,
    check_suite_url: `${repositoryUrl(world, repository)}/check-suites/${run.id}`,
    workflow_url: `${repositoryUrl(world, repository)}/actions/workflows/${run.workflow.id}`,
  };
}
