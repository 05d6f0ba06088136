import { error, type Checked, type Problem, type Range } from '../problem/index.ts';
import { isLongerThan, show } from '../text/index.ts';
import { countLines, isEditableList, isEditableMap, parseEditable, type EditableDocument, type EditableValue } from '../yaml/index.ts';
import { isAdvisoryList, readAdvisories, type AdvisoryList } from './advisories.ts';
import { isJsonMap, type Flaw, type Read } from './fields.ts';
import { isGrype, readGrype } from './grype.ts';
import { isKevCatalog, readKevCatalog } from './kev-catalog.ts';
import { locateJson } from './locate-json.ts';
import { readJson, type JsonPath, type JsonValue } from './json.ts';
import { mergeFindings } from './merge.ts';
import { isTrivy, readTrivy } from './trivy.ts';
import type { Scan } from './types.ts';

/** Most bytes of a scanner's report. */
const maxBytes = 50 * 1024 * 1024;

/**
 * Reads a report of Trivy or Grype, CISA's catalog of exploited vulnerabilities, or a list of advisories in YAML or JSON;
 * which of them it is, its content tells.
 * Findings that can not be used are left out with a warning, the others count; each is there once.
 *
 * @param file - the path that problems name
 * @returns no value, and an error, for what is none of these
 */
export function readScanReport(text: string, file: string): Checked<Scan | AdvisoryList | undefined> {
  if (isLongerThan(text, maxBytes)) {
    const hint = 'Let the scanner look for vulnerabilities only, without secrets and licenses.';
    return nothing(
      error('scan/too-large', `The report is larger than ${maxBytes / (1024 * 1024)} MiB, the most that is read.`, {
        hint,
        source: { file },
      }),
    );
  }
  return /^[\ufeff\s]*[[{]/.test(text.slice(0, 1000)) ? readJsonReport(text, file) : readYamlReport(text, file);
}

function readJsonReport(text: string, file: string): Checked<Scan | AdvisoryList | undefined> {
  const parsed = readJson(text);
  if (!parsed.ok) {
    const range = countLines(text).range(parsed.error.offset, parsed.error.offset + 1);
    return nothing(
      error('scan/syntax', `The report is not valid JSON: ${parsed.error.why}.`, {
        hint: 'Was it cut off, or is other output of the scanner in the same file?',
        source: { file, range },
      }),
    );
  }
  const lines = countLines(text);
  const find = locateJson(text);
  const locate = (path: JsonPath): Range => {
    const { start, end } = find(path);
    return lines.range(start, end);
  };
  return readDocument(parsed.value, file, locate);
}

/** Advisories are written by people, so they may be YAML; no scanner's report is. */
function readYamlReport(text: string, file: string): Checked<AdvisoryList | undefined> {
  // The largest of the limits: a list that a program writes has thousands of entries.
  const { value: document, problems } = parseEditable(text, file, 'images');
  if (document === undefined)
    return /^["']?advisories\b/m.test(text) ? { value: undefined, problems } : nothing(unknownFormat(undefined, file));
  const value = toJson(document.value);
  if (!isJsonMap(value) || !isAdvisoryList(value)) return { value: undefined, problems: [...problems, unknownFormat(value, file)] };
  const read = readAdvisories(value, flawedEntries(document));
  return {
    value: read.value,
    problems: [...problems, ...locateFlaws(read, 'scan/invalid-advisory', file, (path) => document.locate(path))],
  };
}

function readDocument(value: JsonValue, file: string, locate: (path: JsonPath) => Range): Checked<Scan | AdvisoryList | undefined> {
  if (!isJsonMap(value)) return nothing(unknownFormat(value, file));
  if (isAdvisoryList(value)) {
    const read = readAdvisories(value);
    return { value: read.value, problems: locateFlaws(read, 'scan/invalid-advisory', file, locate) };
  }
  if (isTrivy(value)) return finish(merged(readTrivy(value)), file, locate);
  if (isGrype(value)) return finish(merged(readGrype(value)), file, locate);
  return isKevCatalog(value) ? finish(readKevCatalog(value), file, locate) : nothing(unknownFormat(value, file));
}

function merged({ value, flaws }: Read<Scan>): Read<Scan> {
  return { value: value === undefined ? undefined : { ...value, findings: mergeFindings(value.findings) }, flaws };
}

function finish<T>(read: Read<T>, file: string, locate: (path: JsonPath) => Range): Checked<T | undefined> {
  const problems = locateFlaws(read, read.value === undefined ? 'scan/unusable-report' : 'scan/left-out', file, locate);
  return { value: read.value, problems };
}

function locateFlaws({ flaws }: Read<unknown>, code: Problem['code'], file: string, locate: (path: JsonPath) => Range): readonly Problem[] {
  const told = flaws.told.map((flaw) => toProblem(flaw, code, { file, range: locate(flaw.path) }));
  const more = flaws.count - told.length;
  const last = told.at(-1);
  if (more === 0 || last === undefined) return told;
  return [...told, { severity: last.severity, code, message: `There are ${more} more like these.`, source: { file } }];
}

function toProblem({ severity, message, hint }: Flaw, code: Problem['code'], source: Problem['source']): Problem {
  return { severity, code, message, ...(hint === undefined ? {} : { hint }), ...(source === undefined ? {} : { source }) };
}

function nothing(problem: Problem): Checked<undefined> {
  return { value: undefined, problems: [problem] };
}

/** What a report that is none of ours may be, by a key that only it has. */
const otherFormats: ReadonlyMap<string, string> = new Map([
  ['runs', 'SARIF'],
  ['bomFormat', 'CycloneDX'],
  ['spdxVersion', 'SPDX'],
  ['predicateType', 'an attestation'],
  ['artifacts', "Syft's own format"],
]);

function unknownFormat(value: JsonValue | undefined, file: string): Problem {
  const hint = 'Write it with `trivy image --format json` or `grype -o json`; a list of advisories has the key `advisories`.';
  const source = { file, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } };
  if (value !== undefined && !isJsonMap(value)) {
    const what = Array.isArray(value) ? 'a list' : show(value);
    return error('scan/unknown-format', `This is no report of Trivy or Grype, and no list of advisories: it holds ${what}.`, {
      hint,
      source,
    });
  }
  const other = [...otherFormats].find(([key]) => value?.has(key))?.[1];
  const message =
    other === undefined
      ? 'This is no report of Trivy or Grype, and no list of advisories.'
      : `This looks like ${other}, which is not read.`;
  return error('scan/unknown-format', message, { hint, source });
}

/** The advisories in which a key stands twice, or can not be used. */
function flawedEntries({ flaws }: EditableDocument): ReadonlySet<unknown> {
  return new Set(flaws.flatMap(({ path }) => (path[0] === 'advisories' && path.length > 1 ? [path[1]] : [])));
}

function toJson(value: EditableValue): JsonValue {
  if (isEditableList(value)) return value.map(toJson);
  return isEditableMap(value) ? new Map(Object.entries(value).map(([key, item]) => [key, toJson(item)])) : value;
}
