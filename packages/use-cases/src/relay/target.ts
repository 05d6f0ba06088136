import type { FactoryConfig, ManagedImage, WorkflowFile } from '@image-factory/core/enrollment';
import type { RunPlace } from '@image-factory/core/rebuild';
import type { RunTarget } from './ports.ts';

/** What builds images that have no workflow of their own, in the factory's repository. */
export type OwnBuild =
  | { readonly kind: 'workflow'; readonly workflow: WorkflowFile }
  | { readonly kind: 'event'; readonly eventType: string };

/** Where an image is built; undefined when that is the factory's repository and nobody says which one that is. */
export function targetOf({ source }: ManagedImage, config: FactoryConfig, ownBuild: OwnBuild): RunTarget | undefined {
  const repo = source.repo ?? config.repository;
  if (source.provider === 'gitlab') return repo && { kind: 'pipeline', host: source.host, repo, ref: source.branch };
  if (source.workflow !== undefined)
    return repo && { kind: 'workflow', host: source.host, repo, workflow: source.workflow, ref: source.branch };
  const { repository, host, branch } = config;
  if (repository === undefined) return undefined;
  return ownBuild.kind === 'event'
    ? { kind: 'event', host, repo: repository, eventType: ownBuild.eventType }
    : { kind: 'workflow', host, repo: repository, workflow: ownBuild.workflow, ref: branch };
}

/** Where its runs are. */
export function placeOf(target: RunTarget): RunPlace;
export function placeOf(target: RunTarget | undefined): RunPlace | undefined;
export function placeOf(target: RunTarget | undefined): RunPlace | undefined {
  if (target === undefined) return undefined;
  const { kind, host, repo } = target;
  return { provider: kind === 'pipeline' ? 'gitlab' : 'github', host, repo };
}

/** The same text for the same target. */
export function targetId(target: RunTarget): string {
  const what = target.kind === 'workflow' ? `${target.workflow}@${target.ref}` : target.kind === 'event' ? target.eventType : target.ref;
  return `${target.kind} ${target.host}/${target.repo} ${what}`;
}
