import { problemCodes, type ProblemCode } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { mostJobs } from './matrix.ts';
import { count, flag, list, object, oneOf, text, WrongShape, type Shape } from './read-shapes.ts';
import { mostFields, type CheckReport } from './report.ts';

/** The longest report that is read, in UTF-16 units. */
const longestReport = 32 * 1024 * 1024;
const most = 100_000;
const word = text(300);
const sentence = text(20_000);

const commit: Shape<string> = (value, path) => {
  const id = text(64)(value, path);
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) throw new WrongShape(`${path} is not the id of a commit`);
  return id;
};

const problemCode: Shape<ProblemCode> = (value, path) => {
  const known = Object.keys(problemCodes) as ProblemCode[];
  return oneOf(...known)(value, path);
};

const position = object({ line: count, column: count }, {});
const source = object({ file: text(5000) }, { range: object({ start: position, end: position }, {}) });
const problem = object(
  { severity: oneOf('error', 'warning', 'notice'), code: problemCode, message: sentence, old: flag },
  { hint: sentence, image: word, source },
);
const field = object({ path: text(2000), change: oneOf('added', 'removed', 'changed') }, { before: word, after: word });

const change = object(
  {
    layer: oneOf('state', 'manifest'),
    kind: word,
    name: text(1000),
    change: oneOf('added', 'removed', 'changed'),
    fields: list(field, mostFields),
    fieldCount: count,
  },
  { was: text(1000), note: text(6000) },
);
const affected = object({ image: word, depth: count, because: list(text(6000), 100) }, { via: word, wave: count });
const grant = object(
  { kind: oneOf('source', 'workflow', 'publish', 'update', 'emergency', 'owner', 'host', 'credentials', 'dispatch'), text: sentence },
  { image: word, before: sentence, file: text(5000), line: count },
);
const credential = object({ image: word, needs: oneOf('app', 'app-and-consent', 'gitlab') }, {});
const entry = object(
  {
    image: word,
    wave: count,
    reference: text(1000),
    repository: word,
    branch: word,
    dockerfile: text(5000),
    context: text(5000),
    target: word,
    platforms: sentence,
  },
  {},
);

const shape: Shape<CheckReport> = object(
  {
    version: oneOf(1),
    subject: object({ base: commit }, { head: commit, pullRequest: count, dir: text(1000) }),
    problems: list(problem, most),
    solved: count,
    changes: list(change, most),
    affected: list(affected, most),
    size: oneOf('none', 'small', 'medium', 'large', 'huge'),
    blocked: list(word, most),
    grants: list(grant, most),
    credentials: list(credential, most),
    matrix: list(list(entry, mostJobs), most),
    emptyReason: text(4 * 1024 * 1024),
  },
  { incomparable: oneOf('base', 'head'), pending: list(change, most) },
);

/**
 * Reads a report that another job wrote. It may have run somebody else's change, so nothing of it is believed: every
 * member is looked at, and what is not known is left out.
 *
 * @returns why it is none, as a clause
 */
export function readCheckReport(json: string): Result<CheckReport, string> {
  if (json.length > longestReport) return fail('it is too long');
  try {
    return ok(shape(JSON.parse(json), ''));
  } catch (cause) {
    if (cause instanceof SyntaxError) return fail('it is not JSON');
    if (cause instanceof WrongShape) return fail(cause.message);
    throw cause;
  }
}
