import { error, type Problem, type ProblemCode } from '../problem/index.ts';
import type { EditableDocument, YamlPath } from '../yaml/index.ts';

/** Something wrong with one value or key, before it is known where in the file that stands. */
export interface Issue {
  readonly path: YamlPath;
  /** The key is wrong, not its value. */
  readonly atKey?: boolean;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
}

/** The issue as a problem with its place. `base` leads to the part of the document that the issue's path starts at. */
export function toProblem(issue: Issue, document: EditableDocument, base: YamlPath, image?: string): Problem {
  const range = document.locate([...base, ...issue.path], { key: issue.atKey ?? false });
  return error(issue.code, issue.message, {
    source: { file: document.file, range },
    ...(issue.hint === undefined ? {} : { hint: issue.hint }),
    ...(image === undefined ? {} : { image }),
  });
}

/** One issue for each place: the first that was found says it best. */
export function firstOfEachPlace(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>();
  return issues.filter(({ path }) => {
    const place = JSON.stringify(path);
    return seen.size < seen.add(place).size;
  });
}

/** `source.branch`, `updates[0].path`: how messages name a place; positions count from 0, as in jq and yq. */
export function nameOf(path: YamlPath): string {
  return `\`${path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${plain(step)}`)).join('')}\``;
}

function plain(key: string): string {
  const cut = key.length > 60 ? `${key.slice(0, 60)}…` : key;
  return cut.replaceAll(/[^\p{L}\p{N} _.,:;/()+@#~*=<>|!?%&$^{}[\]-]/gu, '·');
}
