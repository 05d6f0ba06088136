import { show } from '../text/index.ts';
import {
  collectFlaws,
  digestsIn,
  isJsonList,
  isJsonMap,
  mapAt,
  mapsAt,
  probability,
  textAt,
  textsAt,
  type Flaws,
  type Read,
} from './fields.ts';
import { identify, parseVulnerabilityId, sortedSet, type VulnerabilityId } from './ids.ts';
import type { JsonMap, JsonPath } from './json.ts';
import { parseSeverity } from './severity.ts';
import type { Finding, FixStatus, FoundIn, PackageKind, Scan } from './types.ts';

/** Whether it looks like what `grype -o json` writes. */
export function isGrype(report: JsonMap): boolean {
  return report.has('matches') && (report.has('descriptor') || report.has('source'));
}

/** Reads what `grype -o json` writes about an image. */
export function readGrype(report: JsonMap): Read<Scan> {
  const source = mapAt(report, 'source');
  const type = textAt(source, 'type');
  const matches = report.get('matches');
  const hint = 'Scan the image with `grype -o json`.';
  if (type !== 'image') {
    const message = type === '' ? 'This report does not say what it is of.' : `This report is of ${show(type)}, not of an image.`;
    return { value: undefined, flaws: collectFlaws({ severity: 'error', path: ['source', 'type'], message, hint }) };
  }
  if (matches !== null && !isJsonList(matches)) {
    return { value: undefined, flaws: collectFlaws({ severity: 'error', path: ['matches'], message: '`matches` is not a list.', hint }) };
  }
  const flaws = collectFlaws();
  const target = mapAt(source, 'target');
  const findings = (matches ?? []).flatMap((match, index) => {
    if (isJsonMap(match)) return readMatch(match, ['matches', index], flaws);
    flaws.add(() => ({ severity: 'warning', path: ['matches', index], message: 'This match is not an object; it is left out.' }));
    return [];
  });
  const digests = digestsIn([...textsAt(target, 'repoDigests'), textAt(target, 'manifestDigest'), textAt(target, 'imageID')]);
  const layers = digestsIn(mapsAt(target, 'layers').map((layer) => textAt(layer, 'digest')));
  return { value: { kind: 'scan', scanner: 'grype', image: textAt(target, 'userInput'), digests, layers, findings }, flaws };
}

function readMatch(match: JsonMap, path: JsonPath, flaws: Flaws): readonly Finding[] {
  const vulnerability = mapAt(match, 'vulnerability');
  const artifact = mapAt(match, 'artifact');
  const text = textAt(vulnerability, 'id');
  const id = parseVulnerabilityId(text);
  if (id === undefined) {
    flaws.add(() => ({
      severity: 'warning',
      path: [...path, 'vulnerability', 'id'],
      message: `${show(text)} is no id of a vulnerability; it is left out.`,
    }));
    return [];
  }
  const name = textAt(artifact, 'name');
  if (name === '') {
    flaws.add(() => ({ severity: 'warning', path: [...path, 'artifact'], message: `${show(id)} names no package; it is left out.` }));
    return [];
  }
  const others = mapsAt(match, 'relatedVulnerabilities');
  const fix = mapAt(vulnerability, 'fix');
  const where = kindOf(textAt(artifact, 'type'));
  const layer = findLayer(artifact, where);
  const related = others.flatMap((other) => parseVulnerabilityId(textAt(other, 'id')) ?? []);
  return identify(id, related).map((identity) => ({
    ...identity,
    severity: parseSeverity(textAt(vulnerability, 'severity')) ?? 'unknown',
    ...likelihood([vulnerability, ...others], identity.id),
    package: name,
    installed: textAt(artifact, 'version'),
    fixedIn: sortedSet(textsAt(fix, 'versions')),
    status: states.get(textAt(fix, 'state')) ?? 'unknown',
    where,
    ...(layer === undefined ? {} : { layer }),
  }));
}

/** What the report says of the exploitation of a CVE; an entry that names another CVE says nothing of this one. */
function likelihood(records: readonly JsonMap[], id: VulnerabilityId): Pick<Finding, 'epss' | 'kev'> {
  const isAbout = (entry: JsonMap): boolean => {
    const named = parseVulnerabilityId(textAt(entry, 'cve'));
    return named === undefined || named === id || !id.startsWith('CVE-');
  };
  const scores = records
    .flatMap((record) => mapsAt(record, 'epss').filter(isAbout))
    .flatMap((entry) => probability(entry.get('epss')) ?? []);
  const isExploited = records.some((record) => mapsAt(record, 'knownExploited').some(isAbout));
  return { ...(scores.length === 0 ? {} : { epss: scores.reduce((a, b) => Math.max(a, b)) }), ...(isExploited ? { kev: true } : {}) };
}

const osTypes: ReadonlySet<string> = new Set(['deb', 'rpm', 'apk', 'alpm', 'portage']);
// In an image, modules of Go and crates of Rust are found in programs, not in sources.
const binaryTypes: ReadonlySet<string> = new Set([
  'binary',
  'go-module',
  'rust-crate',
  'linux-kernel',
  'linux-kernel-module',
  'graalvm-native-image',
]);

function kindOf(type: string): PackageKind {
  if (osTypes.has(type)) return 'os';
  return binaryTypes.has(type) ? 'binary' : 'language';
}

/** The lists of installed packages: one file for all packages, in the layer that installed the last of them. */
const packageDatabase =
  /^\/(?:var\/lib\/dpkg\/status|(?:usr\/)?lib\/apk\/db\/installed|(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm\/(?:rpmdb\.sqlite|Packages(?:\.db)?))$/;

function findLayer(artifact: JsonMap, where: PackageKind): FoundIn | undefined {
  const locations = mapsAt(artifact, 'locations');
  const own = where === 'os' ? locations.filter((location) => !packageDatabase.test(textAt(location, 'path'))) : locations;
  const ofPackage = layersOf(own);
  if (ofPackage.length > 0) return { digests: ofPackage, of: 'package' };
  const ofDatabase = layersOf(locations);
  return ofDatabase.length > 0 ? { digests: ofDatabase, of: 'database' } : undefined;
}

function layersOf(locations: readonly JsonMap[]): FoundIn['digests'] {
  return digestsIn(locations.map((location) => textAt(location, 'layerID'))).toSorted();
}

const states: ReadonlyMap<string, FixStatus> = new Map([
  ['fixed', 'fixed'],
  ['not-fixed', 'affected'],
  ['wont-fix', 'will-not-fix'],
]);
