import { parseWorkflowFile, type RepoPath, type WorkflowFile } from '@image-factory/core/enrollment';

export interface WorkflowText {
  /** File name in `.github/workflows`. */
  readonly file: string;
  readonly text: string;
}

/** The only workflow that names the Dockerfile; with several nobody could tell which one is meant. */
export function workflowFor(dockerfile: RepoPath, workflows: readonly WorkflowText[]): WorkflowFile | undefined {
  const named = workflows.filter(({ text }) => text.split(/\r?\n/).some((line) => names(line, dockerfile)));
  const parsed = named.length === 1 ? parseWorkflowFile(named[0]?.file ?? '') : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}

/** Its path as a word of its own, or its folder as the build context. `Dockerfile` alone must be named as a file: it is a word of prose, too. */
function names(line: string, dockerfile: RepoPath): boolean {
  const code = line.replace(/(?:^|\s)#.*$/, '');
  const words = code.split(/[\s"'=,]+/).map((word) => word.replace(/^\.\//, '').replace(/\/$/, ''));
  const slash = dockerfile.lastIndexOf('/');
  if (slash < 0) return words.includes(dockerfile) && words.some((word) => word === 'file:' || word === '-f' || word === '--file');
  const isContext =
    dockerfile.slice(slash + 1) === 'Dockerfile' && words.includes('context:') && words.includes(dockerfile.slice(0, slash));
  return isContext || words.includes(dockerfile);
}
