import type { Provider } from '@image-factory/core/enrollment';
import { literal, type KargoLiteral } from './text.ts';

/** A repository on a forge. */
export interface Repository {
  readonly provider: Provider;
  readonly host: string;
  /** `owner/name`, on GitLab also `group/subgroup/name`. */
  readonly slug: string;
}

/** Where GitHub takes `repository_dispatch`. */
export function repositoryDispatchUrl({ host, slug }: Repository): KargoLiteral {
  return literal(`${githubApi(host)}/repos/${encoded(slug)}/dispatches`);
}

/** Where GitHub takes `workflow_dispatch`. @param workflow - file name or number */
export function workflowDispatchUrl({ host, slug }: Repository, workflow: string): KargoLiteral {
  return literal(`${githubApi(host)}/repos/${encoded(slug)}/actions/workflows/${encodeURIComponent(workflow)}/dispatches`);
}

/** Where GitLab starts a pipeline. @param project - number of the project; without it the path is used */
export function triggerPipelineUrl({ host, slug }: Repository, project?: string): KargoLiteral {
  return literal(`https://${host}/api/v4/projects/${encodeURIComponent(project ?? slug)}/trigger/pipeline`);
}

export function cloneUrl({ host, slug }: Repository): KargoLiteral {
  return literal(`https://${host}/${encoded(slug)}.git`);
}

/** A branch in the forge's web interface, in the form that Backstage reads. */
export function branchUrl({ provider, host, slug }: Repository, branch: string): string {
  return `https://${host}/${encoded(slug)}/${provider === 'gitlab' ? '-/' : ''}tree/${encoded(branch)}/`;
}

function githubApi(host: string): string {
  if (host === 'github.com') return 'https://api.github.com';
  // Enterprise Cloud with data residency has the API on a host of its own, Enterprise Server below a path.
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `https://${host}/api/v3`;
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
