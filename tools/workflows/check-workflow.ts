import { isList, isMap, Plain, readYamlMap, type YamlMap, type YamlValue } from '@image-factory/core/yaml';

/**
 * What zizmor and actionlint leave to us, a line each: rights are asked for job by job, jobs end, actions are pinned with
 * their version beside them, checkouts leave no credentials behind, and no expression is pasted into a script.
 *
 * @param text - of a workflow, ours or an example
 */
export function checkWorkflow(text: string): string[] {
  const read = readYamlMap(text, 'workflow');
  if (!read.ok) return [read.error.message];
  const jobs = [...mapOf(read.value.get('jobs'))].map(([name, job]) => ({ name, job: mapOf(job) }));
  return [
    ...(isEmptyMap(read.value.get('permissions')) ? [] : ['`permissions: {}` must stand on top']),
    ...jobs.flatMap(({ name, job }) => [...checkJob(job), ...stepsOf(job).flatMap(checkStep)].map((finding) => `${name}: ${finding}`)),
    ...text.split('\n').flatMap(checkPin),
  ];
}

function checkJob(job: YamlMap): string[] {
  const calls = job.has('uses'); // the called workflow has jobs with limits of their own
  return [
    ...(job.has('permissions') ? [] : ['says no permissions']),
    ...(calls || job.has('timeout-minutes') ? [] : ['has no timeout-minutes']),
  ];
}

function checkStep(step: YamlMap): string[] {
  const [uses, run] = [textOf(step.get('uses')), textOf(step.get('run'))];
  const keepsCredentials = uses.startsWith('actions/checkout@') && textOf(mapOf(step.get('with')).get('persist-credentials')) !== 'false';
  return [
    ...(keepsCredentials ? ['a checkout leaves its credentials behind: set `persist-credentials: false`'] : []),
    ...(run.includes('${{') ? ['an expression is pasted into a script: hand it over in `env`'] : []),
  ];
}

/** What we release ourselves is named by release: a commit can not hold its own id. */
const ownRelease = /^image-factory\/image-factory\/(?:actions\/[a-z-]+|\.github\/workflows\/[a-z-]+\.yml)@v1$/;

// By line, because what stands behind the commit is a comment.
function checkPin(line: string): string[] {
  const uses = /^\s*(?:- )?uses:\s*(.*)$/.exec(line)?.[1];
  if (uses === undefined || uses.startsWith('./')) return [];
  return ownRelease.test(uses) || /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(uses)
    ? []
    : [`${uses} is not pinned as \`OWNER/NAME@COMMIT # vVERSION\``];
}

function stepsOf(job: YamlMap): YamlMap[] {
  const steps = job.get('steps');
  return isList(steps) ? steps.map(mapOf) : [];
}

function isEmptyMap(value: YamlValue | undefined): boolean {
  return isMap(value) && value.size === 0;
}

function mapOf(value: YamlValue | undefined): YamlMap {
  return isMap(value) ? value : new Map();
}

function textOf(value: YamlValue | undefined): string {
  return value instanceof Plain ? value.text : typeof value === 'string' ? value : '';
}
