import { warning, type Checked, type Problem } from '../problem/index.ts';
import { parseReference, type Digest } from '../reference/index.ts';
import { at, isLongerThan, isObject, listAt, parseJson, type Result, show, textAt } from '../text/index.ts';
import { nameOf, readDigests, readMaterial, type Material } from './material.ts';

/** What a statement says of how an image was built. Nobody vouches for it but who could push the image. */
export interface Provenance {
  /** The manifests that it is about. */
  readonly subjects: readonly Digest[];
  /** The images that were pulled; a set. What came from git, HTTP and local folders is left out. */
  readonly materials: readonly Material[];
  /** Whether every one could be read: only then an image that is not among them was not pulled. */
  readonly isWhole: boolean;
}

/** Statements with more bytes are not read. Those of BuildKit have some kilobytes, with `mode=max` some hundred. */
export const maxStatementBytes = 8 * 1024 * 1024;

/** Where the versions of SLSA provenance that BuildKit writes have what we read. */
const versions = new Map([
  ['https://slsa.dev/provenance/v0.2', { materials: ['predicate', 'materials'], parameters: ['predicate', 'invocation', 'parameters'] }],
  [
    'https://slsa.dev/provenance/v1',
    {
      materials: ['predicate', 'buildDefinition', 'resolvedDependencies'],
      parameters: ['predicate', 'buildDefinition', 'externalParameters', 'request'],
    },
  ],
]);

/** No build pulls more images, or pushes under more names: a part of them would tell a lie, so nothing of it is used. */
const mostEntries = 4096;

export const provenancePrefix = 'https://slsa.dev/provenance/';
const statementPrefix = 'https://in-toto.io/Statement/';

/** More of them help nobody. */
const mostProblems = 20;

/**
 * Reads an in-toto statement with SLSA provenance, version 0.2 or 1, as BuildKit attaches it to images. What is odd in it is
 * left out with a warning that names its place; the rest is used.
 *
 * Whom it is about is for the caller to compare: see `provenanceFor`.
 *
 * @param text - JSON of at most {@link maxStatementBytes}
 * @returns undefined for statements of another kind, without a problem, and for what is no statement, with one
 */
export function readProvenance(text: string): Checked<Provenance | undefined> {
  if (isLongerThan(text, maxStatementBytes)) {
    const message = `A statement about a build is larger than ${maxStatementBytes / 1024 / 1024} MiB.`;
    return { value: undefined, problems: [warning('evidence/too-large', message)] };
  }
  const statement = parseJson(text);
  if (!isObject(statement)) return nothing('A statement about a build is not a JSON object.');
  const type = textAt(statement, 'predicateType');
  if (type === undefined) return nothing('`predicateType` of a statement is missing.');
  const places = versions.get(type);
  if (places === undefined)
    return type.startsWith(provenancePrefix)
      ? nothing(`This version of provenance can not be read: ${show(type)}.`)
      : { value: undefined, problems: [] };

  const endless = [['subject'], places.materials].find((path) => listAt(statement, ...path).length > mostEntries);
  if (endless !== undefined) return nothing(`\`${endless.join('.')}\` has more than ${mostEntries} entries.`);

  const problems: Problem[] = [];
  const format = textAt(statement, '_type') ?? '';
  if (!format.startsWith(statementPrefix)) problems.push(unreadable(`\`_type\`: ${show(format)} is not the type of a statement.`));
  const subjects = readEach(statement, ['subject'], problems, readSubject);
  const frontends = readFrontends(at(statement, ...places.parameters));
  const unread: Problem[] = [];
  const materials = readEach(statement, places.materials, unread, (value) => readMaterial(value, frontends));
  problems.push(...unread);
  return { value: { subjects: subjects.flat(), materials, isWhole: unread.length === 0 }, problems: capped(problems) };
}

/** The items of a list that can be read; BuildKit leaves an empty list out. */
function readEach<T>(
  statement: unknown,
  path: readonly string[],
  problems: Problem[],
  read: (value: unknown) => Result<T | undefined, string>,
): readonly T[] {
  const list = at(statement, ...path);
  if (list === undefined || list === null) return [];
  const place = path.join('.');
  if (!Array.isArray(list)) {
    problems.push(unreadable(`\`${place}\` is not a list.`));
    return [];
  }
  return list.flatMap((value, index) => {
    const item = read(value);
    if (item.ok) return item.value === undefined ? [] : [item.value];
    problems.push(unreadable(`\`${place}[${index}]\`: ${item.error}`));
    return [];
  });
}

function readSubject(value: unknown): Result<readonly Digest[], string> {
  const digests = readDigests(value);
  return digests.length === 0 ? { ok: false, error: 'It has no digest.' } : { ok: true, value: digests };
}

/** With a frontend of its own, a build tells BuildKit's gateway where that is. */
function readFrontends(parameters: unknown): readonly string[] {
  return ['source', 'cmdline'].flatMap((argument) => {
    // `cmdline` is the whole line after `# syntax=`.
    const [written = ''] = (textAt(parameters, 'args', argument) ?? '').split(' ', 1);
    const reference = parseReference(written);
    return reference.ok ? [nameOf(reference.value)] : [];
  });
}

function capped(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= mostProblems) return problems;
  return [...problems.slice(0, mostProblems), unreadable(`There are ${problems.length - mostProblems} more problems.`)];
}

function nothing(message: string): Checked<undefined> {
  return { value: undefined, problems: [unreadable(message)] };
}

function unreadable(message: string): Problem {
  return warning('evidence/unreadable', message, {
    hint: 'What the image was built from is taken from the rest, from its labels or its layers; a report of the build is better.',
  });
}
