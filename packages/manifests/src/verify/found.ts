import type { Problem, ProblemCode, Severity } from '@image-factory/core/problem';
import type { YamlPath } from '@image-factory/core/yaml';
import type { ManifestDocument } from './documents.ts';

/** A rule: its name is the second half of its code. */
export type RuleName = Extract<ProblemCode, `kargo/${string}`> extends `kargo/${infer Name}` ? Name : never;

/** What a rule has to say of one place of an object. */
export interface Finding {
  readonly rule: RuleName;
  readonly path: YamlPath;
  /** Whether the key is meant, not its value. */
  readonly key?: boolean;
  /** A clause about the object, without its name: `it watches one repository twice`. */
  readonly message: string;
  readonly hint?: string;
  /** Default: error, for what is refused and what never runs. Warning: what works otherwise than it reads. */
  readonly severity?: Extract<Severity, 'error' | 'warning'>;
}

export type Details = Pick<Finding, 'hint' | 'key'>;

/** What Kargo refuses, or takes and never does. */
export function wrong(rule: RuleName, path: YamlPath, message: string, details: Details = {}): Finding {
  return { rule, path, message, ...details };
}

/** What Kargo does otherwise than it reads, rewrites, or does until something goes wrong. */
export function doubtful(rule: RuleName, path: YamlPath, message: string, details: Details = {}): Finding {
  return { rule, path, message, severity: 'warning', ...details };
}

/** @param title - of the object: `Stage observe-node` */
export function toProblem(
  { rule, path, key = false, message, hint, severity = 'error' }: Finding,
  title: string,
  document: ManifestDocument,
): Problem {
  return {
    severity,
    code: `kargo/${rule}`,
    message: `${title}: ${message}.`,
    ...(hint === undefined ? {} : { hint }),
    source: { file: document.file, range: document.locate(path, { key }) },
  };
}
