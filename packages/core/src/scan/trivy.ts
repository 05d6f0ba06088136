import { show } from '../text/index.ts';
import {
  collectFlaws,
  digestsIn,
  isJsonList,
  isJsonMap,
  listAt,
  mapAt,
  textAt,
  textsAt,
  type Flaw,
  type Flaws,
  type Read,
} from './fields.ts';
import { identify, parseVulnerabilityId, sortedSet } from './ids.ts';
import type { JsonMap, JsonPath } from './json.ts';
import { parseSeverity } from './severity.ts';
import type { Finding, FixStatus, PackageKind, Scan } from './types.ts';

/** Whether it looks like what `trivy --format json` writes, of whatever version. */
export function isTrivy(report: JsonMap): boolean {
  return report.has('SchemaVersion') && (report.has('ArtifactName') || report.has('Results'));
}

/** Reads what `trivy image --format json` writes, version 2 of its schema. Results without findings say nothing about them. */
export function readTrivy(report: JsonMap): Read<Scan> {
  const unusable = refuse(report);
  if (unusable !== undefined) return { value: undefined, flaws: collectFlaws(unusable) };
  const flaws = collectFlaws();
  const findings = listAt(report, 'Results').flatMap((result, index) => readResult(result, ['Results', index], flaws));
  const metadata = mapAt(report, 'Metadata');
  const digests = digestsIn([...textsAt(metadata, 'RepoDigests'), textAt(metadata, 'ImageID')]);
  const layers = digestsIn(textsAt(metadata, 'DiffIDs'));
  return { value: { kind: 'scan', scanner: 'trivy', image: textAt(report, 'ArtifactName'), digests, layers, findings }, flaws };
}

function refuse(report: JsonMap): Flaw | undefined {
  const version = report.get('SchemaVersion');
  if (version !== 2) {
    return {
      severity: 'error',
      path: ['SchemaVersion'],
      message: `This report of Trivy has version ${show(version)} of its schema; version 2 is read.`,
      hint: 'Write it with a newer Trivy.',
    };
  }
  const type = textAt(report, 'ArtifactType');
  if (type !== '' && type !== 'container_image') {
    return {
      severity: 'error',
      path: ['ArtifactType'],
      message: `This report is of ${show(type)}, not of an image.`,
      hint: 'Scan the image with `trivy image --format json`.',
    };
  }
  const results = report.get('Results');
  if (results === undefined || results === null || isJsonList(results)) return undefined;
  return {
    severity: 'error',
    path: ['Results'],
    message: '`Results` is not a list.',
    hint: 'Write the report with `trivy image --format json`.',
  };
}

function readResult(result: unknown, path: JsonPath, flaws: Flaws): readonly Finding[] {
  if (!(result instanceof Map)) {
    flaws.add(() => ({ severity: 'warning', path, message: 'This result is not an object; it is left out.' }));
    return [];
  }
  const map: JsonMap = result;
  const found = map.get('Vulnerabilities');
  if (found === undefined || found === null) return [];
  const at = [...path, 'Vulnerabilities'];
  if (!isJsonList(found)) {
    flaws.add(() => ({ severity: 'warning', path: at, message: '`Vulnerabilities` is not a list; it is left out.' }));
    return [];
  }
  const where = kindOf(textAt(map, 'Class'), textAt(map, 'Type'));
  return found.flatMap((item, index) => {
    if (isJsonMap(item)) return readVulnerability(item, where, [...at, index], flaws);
    flaws.add(() => ({ severity: 'warning', path: [...at, index], message: 'This finding is not an object; it is left out.' }));
    return [];
  });
}

function readVulnerability(item: JsonMap, where: PackageKind, path: JsonPath, flaws: Flaws): readonly Finding[] {
  const text = textAt(item, 'VulnerabilityID');
  const id = parseVulnerabilityId(text);
  if (id === undefined) {
    flaws.add(() => ({
      severity: 'warning',
      path: [...path, 'VulnerabilityID'],
      message: `${show(text)} is no id of a vulnerability; it is left out.`,
    }));
    return [];
  }
  const name = textAt(item, 'PkgName');
  if (name === '') {
    flaws.add(() => ({ severity: 'warning', path, message: `${show(id)} names no package; it is left out.` }));
    return [];
  }
  const fixedIn = versionsIn(textAt(item, 'FixedVersion'));
  const digests = digestsIn([textAt(mapAt(item, 'Layer'), 'DiffID')]);
  const related = textsAt(item, 'VendorIDs').flatMap((vendorId) => parseVulnerabilityId(vendorId) ?? []);
  return identify(id, related).map((identity) => ({
    ...identity,
    severity: parseSeverity(textAt(item, 'Severity')) ?? 'unknown',
    package: name,
    installed: textAt(item, 'InstalledVersion'),
    fixedIn,
    status: statuses.get(textAt(item, 'Status')) ?? (fixedIn.length > 0 ? 'fixed' : 'unknown'),
    where,
    // Trivy names the lowest layer in which the package is in this version.
    ...(digests.length === 0 ? {} : { layer: { digests, of: 'package' } }),
  }));
}

const compiled: ReadonlySet<string> = new Set(['gobinary', 'rustbinary']);

function kindOf(class_: string, type: string): PackageKind {
  if (class_ === 'os-pkgs') return 'os';
  return compiled.has(type) ? 'binary' : 'language';
}

/** Several branches may each have a version of theirs: `1.24.9, 1.25.3`. */
function versionsIn(text: string): readonly string[] {
  return sortedSet(
    text
      .split(',')
      .map((version) => version.trim())
      .filter((version) => version !== ''),
  );
}

const statuses: ReadonlyMap<string, FixStatus> = new Map([
  ['fixed', 'fixed'],
  ['affected', 'affected'],
  ['under_investigation', 'under-investigation'],
  ['fix_deferred', 'deferred'],
  ['will_not_fix', 'will-not-fix'],
  ['end_of_life', 'end-of-life'],
  ['not_affected', 'not-affected'],
]);
