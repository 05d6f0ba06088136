import { error, type Checked, type Problem } from '../problem/index.ts';
import { at, isLongerThan, isObject, listAt, parseJson, show, textAt, type JsonObject } from '../text/index.ts';
import { advisoryKeys, type AdvisoryList } from './advisories.ts';
import { readScanReport } from './read.ts';

/** The event with which somebody says what a scan or a feed has found (SPEC section 8). */
export const scanEvent = 'image-factory-scan';

/** Bytes; what forges send along with an event is a tenth of it. */
const mostBytes = 256 * 1024;

/**
 * Reads the advisories of such an event: `client_payload.factory`, as GitHub writes it, with `v: 1` and `advisories` in the form of
 * a list of advisories. It asks for no more than such a list does: the policy decides, and a rebuild has to help. Fields that nobody
 * here knows are passed over.
 *
 * @param file - that it was read from
 * @returns undefined for any other event
 */
export function readScanEvent(text: string, file: string): Checked<AdvisoryList | undefined> {
  if (isLongerThan(text, mostBytes)) return unusable(file, 'it is larger than 256 KiB');
  const event = parseJson(text);
  if (textAt(event, 'action') !== scanEvent) return { value: undefined, problems: [] };
  const factory = at(event, 'client_payload', 'factory');
  if (at(factory, 'v') !== 1) return unusable(file, `its version is ${show(at(factory, 'v'))}; this program knows version 1`);
  const list = listAt(factory, 'advisories');
  if (list.length === 0) return unusable(file, 'it has no `advisories`');
  const read = readScanReport(JSON.stringify({ advisories: list.map((entry) => (isObject(entry) ? known(entry) : entry)) }), file);
  // Where it stands in the event is somewhere else than in what was read.
  const problems = read.problems.map((problem): Problem => ({ ...problem, source: { file } }));
  return { value: read.value?.kind === 'advisories' ? read.value : undefined, problems };
}

function known(entry: JsonObject): JsonObject {
  return Object.fromEntries(advisoryKeys.flatMap((key) => (Object.hasOwn(entry, key) ? [[key, entry[key]]] : [])));
}

function unusable(file: string, why: string): Checked<undefined> {
  const problem = error('scan/unusable-event', `The event says nothing about vulnerabilities that could be used: ${why}.`, {
    source: { file },
    hint: 'Write `factory: {v: 1, advisories: [...]}` in its payload, with advisories as in a list of them.',
  });
  return { value: undefined, problems: [problem] };
}
