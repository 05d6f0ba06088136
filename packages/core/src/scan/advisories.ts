import { parseReference, type ImageReference } from '../reference/index.ts';
import { show, suggest } from '../text/index.ts';
import { collectFlaws, isJsonList, isJsonMap, type Flaw, type Flaws, type Read } from './fields.ts';
import { identify, isCve, parseVulnerabilityId, sortedSet, type Identity, type VulnerabilityId } from './ids.ts';
import type { JsonMap, JsonPath, JsonValue } from './json.ts';
import { parseSeverity, severities, type Severity } from './severity.ts';

/** What an operator, or a program of theirs, says about vulnerabilities. */
export interface Advisory extends Identity {
  /** The image that it is about: ours, or a base image. Without a tag and a digest it is about all of its versions. */
  readonly image?: ImageReference;
  /** Without a package and an image it is about whatever a scanner finds it in. */
  readonly package?: string;
  readonly severity?: Severity;
  readonly kev?: boolean;
  readonly epss?: number;
  readonly fixedIn?: string;
  readonly reason?: string;
}

export interface AdvisoryList {
  readonly kind: 'advisories';
  readonly advisories: readonly Advisory[];
}

const maxAdvisories = 20_000;
const maxIds = 50;
/** What an advisory may say. */
export const advisoryKeys = ['image', 'package', 'ids', 'severity', 'kev', 'epss', 'fixedIn', 'reason'] as const;

/** Whether it looks like a list of advisories. */
export function isAdvisoryList(document: JsonMap): boolean {
  return document.has('advisories');
}

/**
 * Reads `{advisories: [{image, package, ids, severity, kev, epss, fixedIn, reason}]}`. Whoever writes one wants it to
 * count, so that a key or value which we do not know is an error, and that entry is left out.
 *
 * @param flawed - indices of entries that are left out, since what is wrong with them was said before
 */
export function readAdvisories(document: JsonMap, flawed: ReadonlySet<unknown> = new Set()): Read<AdvisoryList> {
  const list = document.get('advisories');
  if (!isJsonList(list)) return { value: undefined, flaws: collectFlaws(mistake(['advisories'], '`advisories` is not a list.')) };
  if (list.length > maxAdvisories) {
    return {
      value: undefined,
      flaws: collectFlaws(mistake(['advisories'], `There are more than ${maxAdvisories} advisories.`, 'Write several lists.')),
    };
  }
  const flaws = collectFlaws();
  for (const key of document.keys()) if (key !== 'advisories') flaws.add(() => unknownKey([key], key, ['advisories']));
  const advisories = list.flatMap((entry, index) => {
    if (flawed.has(index)) return [];
    const before = flaws.count;
    const read = readEntry(entry, ['advisories', index], flaws);
    return flaws.count === before ? read : [];
  });
  return { value: { kind: 'advisories', advisories }, flaws };
}

function readEntry(entry: JsonValue, path: JsonPath, flaws: Flaws): readonly Advisory[] {
  if (!isJsonMap(entry)) {
    flaws.add(() =>
      mistake(path, 'An advisory is a mapping.', 'For example: `{image: node:22, ids: [CVE-2026-12345], severity: critical}`.'),
    );
    return [];
  }
  for (const key of entry.keys()) if (!isKey(key)) flaws.add(() => unknownKey([...path, key], key, advisoryKeys));
  const at = <T>(key: (typeof advisoryKeys)[number], wanted: string, parse: (value: JsonValue) => T | undefined): T | undefined => {
    const value = entry.get(key);
    if (value === undefined || value === null) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) flaws.add(() => mistake([...path, key], `${show(value)} is not ${wanted}.`));
    return parsed;
  };
  const ids = at('ids', 'an id of a vulnerability, or a list of them', parseIds);
  const image = at('image', 'an image reference', parseImage);
  const name = at('package', 'the name of a package', parseText);
  if (!entry.has('ids')) flaws.add(() => mistake(path, 'This advisory has no `ids`.'));
  const rest = defined({
    image,
    package: name,
    severity: at('severity', `one of ${severities.join(', ')}`, (value) => parseSeverity(String(value))),
    kev: at('kev', 'true or false', (value) => (typeof value === 'boolean' ? value : undefined)),
    epss: at('epss', 'a number from 0 to 1', parseProbability),
    fixedIn: at('fixedIn', 'a version', parseText),
    reason: at('reason', 'a sentence', parseText),
  });
  return identities(ids ?? []).map((identity) => ({ ...identity, ...rest }));
}

/** What is known of it, without the keys that are not. */
function defined(advisory: { readonly [Key in Exclude<keyof Advisory, keyof Identity>]: Advisory[Key] | undefined }): Omit<
  Advisory,
  keyof Identity
> {
  return Object.fromEntries(Object.entries(advisory).filter(([, value]) => value !== undefined));
}

/** Several ids are several names of one vulnerability; several CVEs are several vulnerabilities. */
function identities(ids: readonly VulnerabilityId[]): readonly Identity[] {
  const cves = sortedSet(ids).filter(isCve);
  const [first, ...others] = ids;
  if (cves.length > 0) return cves.flatMap((cve) => identify(cve, ids));
  return first === undefined ? [] : identify(first, others);
}

function parseIds(value: JsonValue): readonly VulnerabilityId[] | undefined {
  const items = isJsonList(value) ? value : [value];
  if (items.length === 0 || items.length > maxIds) return undefined;
  const ids = items.map((item) => (typeof item === 'string' ? parseVulnerabilityId(item) : undefined)).filter((id) => id !== undefined);
  return ids.length === items.length ? ids : undefined;
}

function parseImage(value: JsonValue): ImageReference | undefined {
  const parsed = typeof value === 'string' ? parseReference(value) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}

/** Whole numbers turn back into what the file says; of others nobody knows what it was: 1.1 or 1.10. */
function parseText(value: JsonValue): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === 'string' && value.length > 0 && value.length <= 500 ? value : undefined;
}

/** A decimal number, also as the text that it is in YAML of ours. */
function parseProbability(value: JsonValue): number | undefined {
  const number = typeof value === 'string' && /^(?:0|1|0?\.[0-9]{1,9}|1\.0{1,9})$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 1 ? number : undefined;
}

function isKey(key: string): boolean {
  return advisoryKeys.some((known) => known === key);
}

function unknownKey(path: JsonPath, key: string, known: readonly string[]): Flaw {
  const meant = suggest(key, known);
  return mistake(
    path,
    `There is no key ${show(key)} here.`,
    meant === undefined ? `There are: ${known.join(', ')}.` : `Did you mean \`${meant}\`?`,
  );
}

function mistake(path: JsonPath, message: string, hint?: string): Flaw {
  return { severity: 'error', path, message, ...(hint === undefined ? {} : { hint }) };
}
