import { isMap, Plain, readYamlMap, type YamlMap, type YamlValue } from '@image-factory/core/yaml';

/** Rights by scope, as GitHub names both: `{contents: 'read'}`. */
export type Rights = Readonly<Record<string, 'read' | 'write'>>;

/**
 * What each job may do, by `file job`. A job that wants more changes this table first, where a reviewer sees it. Jobs of
 * workflows that others call are held to it as well: a caller can grant them less, never more.
 */
export const allowedRights: Readonly<Record<string, Rights>> = {
  '.github/workflows/ci.yml test': { contents: 'read' },
  '.github/workflows/ci.yml ci-ok': {},
  '.github/workflows/nightly.yml dockerfiles': { contents: 'read' },
  // Runs on anybody's change: reads, and holds no secret.
  '.github/workflows/check.yml check': { contents: 'read' },
  '.github/workflows/pr.yml check': { contents: 'read' },
  // Runs nothing of the change: one JSON file, one comment.
  '.github/workflows/comment.yml comment': { actions: 'read', 'pull-requests': 'write' },
  // State and manifests are one commit, pushed by the job that made it.
  '.github/workflows/update.yml update': { contents: 'write' },
  '.github/workflows/state.yml update': { contents: 'write' },
  // What is asked for is committed before it is started, by the job that starts it.
  '.github/workflows/loop.yml loop': { contents: 'write', actions: 'write', packages: 'read' },
  // A job of its own: what starts builds writes no issue, and what writes issues starts nothing.
  '.github/workflows/loop.yml notify': { contents: 'read', issues: 'write' },
  '.github/workflows/events.yml analyze': { contents: 'write' },
  '.github/workflows/events.yml loop': { contents: 'write', actions: 'write', packages: 'read', issues: 'write' },
  // Proposes and records nothing: what starts builds changes no pull request, and what changes those starts nothing.
  '.github/workflows/pins.yml pin': { contents: 'write', 'pull-requests': 'write', packages: 'read' },
  // What calls it grants what its jobs need together.
  '.github/workflows/rebuild.yml loop': { contents: 'write', actions: 'write', packages: 'read', issues: 'write' },
  '.github/workflows/sweep.yml loop': { contents: 'write', actions: 'write', packages: 'read', issues: 'write' },
  // Whoever runs a Dockerfile pushes layers and no tags; whoever signs builds nothing; tags are moved where nobody's code runs.
  '.github/workflows/build-image.yml version': { contents: 'write', packages: 'read' },
  '.github/workflows/build-image.yml build': { contents: 'read', packages: 'write' },
  '.github/workflows/build-image.yml assemble': { contents: 'read', packages: 'write' },
  '.github/workflows/build-image.yml sign': { packages: 'write', 'id-token': 'write', attestations: 'write' },
  '.github/workflows/build-image.yml publish': { contents: 'write', packages: 'write' },
  '.github/workflows/built.yml record': { contents: 'write', packages: 'read' },
  // What users copy.
  'examples/workflows/check.yml check': { contents: 'read' },
  'examples/workflows/comment.yml comment': { actions: 'read', 'pull-requests': 'write' },
  'examples/workflows/update.yml update': { contents: 'write' },
  'examples/workflows/image-factory.yml events': { contents: 'write', actions: 'write', packages: 'read', issues: 'write' },
  'examples/workflows/pins.yml pin': { contents: 'write', 'pull-requests': 'write', packages: 'read' },
  'examples/workflows/sweep.yml loop': { contents: 'write', actions: 'write', packages: 'read', issues: 'write' },
  'examples/workflows/build-image.yml build': { contents: 'write', packages: 'write', 'id-token': 'write', attestations: 'write' },
};

/**
 * The rights of each job of a workflow, by job id: its own `permissions`, or else those of the workflow. A short form such
 * as `write-all` is a right of that name.
 *
 * @throws Error when the text is no workflow
 */
export function rightsOf(text: string): Map<string, Record<string, string>> {
  const read = readYamlMap(text, 'workflow');
  if (!read.ok) throw new Error(read.error.message);
  const jobs = read.value.get('jobs');
  if (!isMap(jobs)) throw new Error('The workflow has no jobs.');
  const common = read.value.get('permissions');
  return new Map([...jobs].map(([id, job]) => [id, toRights(ownPermissions(job) ?? common)]));
}

/**
 * What is granted beyond the table, a line each; a job that is not in it may nothing.
 *
 * @param file - path from the root of the repository
 */
export function findExcess(file: string, text: string, allowed: Readonly<Record<string, Rights>> = allowedRights): string[] {
  return [...rightsOf(text)].flatMap(([id, rights]) => {
    const may = allowed[`${file} ${id}`];
    if (may === undefined) return [`${file} ${id}: is not in the table`];
    return Object.entries(rights)
      .filter(([scope, level]) => level !== 'none' && level !== may[scope] && !(level === 'read' && may[scope] === 'write'))
      .map(([scope, level]) => `${file} ${id}: ${scope}: ${level} is more than the table has`);
  });
}

function ownPermissions(job: YamlValue): YamlValue | undefined {
  return isMap(job) ? job.get('permissions') : undefined;
}

function toRights(permissions: YamlValue | undefined): Record<string, string> {
  if (permissions === undefined) return { default: 'write' }; // whatever the repository's settings grant
  if (!isMap(permissions)) return { [textOf(permissions)]: 'write' };
  return Object.fromEntries([...scopes(permissions)]);
}

function scopes(permissions: YamlMap): [string, string][] {
  return [...permissions].map(([scope, level]) => [scope, textOf(level)]);
}

function textOf(value: YamlValue): string {
  return value instanceof Plain ? value.text : typeof value === 'string' ? value : 'unreadable';
}
