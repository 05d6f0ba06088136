import { parseDigest, parseReference, type Digest, type ImageReference } from '../reference/index.ts';
import { parseVulnerabilityId, type VulnerabilityId } from './ids.ts';
import type { ScannedBase } from './bases.ts';
import type { Finding } from './types.ts';

/** A digest that is told from others by its letter: `a` to `f`, or a figure. */
export function digest(letter: string): Digest {
  const parsed = parseDigest(`sha256:${letter.repeat(64)}`);
  if (parsed === undefined) throw new Error(`${letter} is no hex digit`);
  return parsed;
}

export function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(`${text} is no reference`);
  return parsed.value;
}

function vulnerabilityId(text: string): VulnerabilityId {
  const id = parseVulnerabilityId(text);
  if (id === undefined) throw new Error(`${text} is no id`);
  return id;
}

/** The image of the stories: two layers of its base, then two of its own. */
export const image = {
  published: digest('a'),
  config: digest('c'),
  older: digest('b'),
  baseLayers: [digest('1'), digest('2')],
  ownLayers: [digest('3'), digest('4')],
  layers: [digest('1'), digest('2'), digest('3'), digest('4')],
};

/** The digest of the base that a rebuild would take. */
export const newBase: Digest = digest('d');

export function finding(over: Partial<Omit<Finding, 'id' | 'aliases'>> & { readonly id?: string; readonly aliases?: readonly string[] } = {}): Finding {
  const { id = 'CVE-2026-20001', aliases = [], ...rest } = over;
  return {
    id: vulnerabilityId(id),
    aliases: aliases.map(vulnerabilityId),
    severity: 'critical',
    package: 'libquill3',
    installed: '3.1.4-1',
    fixedIn: ['3.1.4-1+deb1'],
    status: 'fixed',
    where: 'os',
    ...rest,
  };
}

export function base(over: Partial<ScannedBase> = {}): ScannedBase {
  return { reference: reference('debian:12'), use: 'final-base', change: 'changed', layers: image.baseLayers, ...over };
}

interface TrivyFinding {
  readonly id: string;
  readonly package: string;
  readonly installed?: string;
  readonly fixed?: string;
  readonly status?: string;
  readonly severity?: string;
  readonly vendorIds?: readonly string[];
  readonly layer?: Digest;
}

interface TrivyResult {
  readonly target?: string;
  readonly class: 'os-pkgs' | 'lang-pkgs';
  readonly type: string;
  /** Left out when empty, as Trivy does. */
  readonly found?: readonly TrivyFinding[];
}

/** What `trivy image --format json` writes about the image, with all that it adds and we do not read. */
export function trivy(results: readonly TrivyResult[], over: Readonly<Record<string, unknown>> = {}, metadata: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(
    {
      SchemaVersion: 2,
      CreatedAt: '2026-11-20T06:12:44.120931Z',
      ArtifactName: 'ghcr.io/acme/shop:latest',
      ArtifactType: 'container_image',
      Metadata: {
        Size: 214_000_128,
        OS: { Family: 'debian', Name: '12.8' },
        ImageID: image.config,
        DiffIDs: image.layers,
        RepoTags: ['ghcr.io/acme/shop:latest'],
        RepoDigests: [`ghcr.io/acme/shop@${image.published}`],
        ImageConfig: { architecture: 'amd64', os: 'linux', config: { Cmd: ['shop'] }, rootfs: { type: 'layers', diff_ids: image.layers } },
        ...metadata,
      },
      Results: results.map(({ target, class: class_, type, found }) => ({
        Target: target ?? `ghcr.io/acme/shop:latest (${type} 12.8)`,
        Class: class_,
        Type: type,
        ...(found === undefined ? {} : { Vulnerabilities: found.map(trivyVulnerability) }),
      })),
      ...over,
    },
    null,
    2,
  );
}

function trivyVulnerability({ id, package: name, installed = '1.0.0', fixed, status, severity = 'CRITICAL', vendorIds, layer }: TrivyFinding) {
  return {
    VulnerabilityID: id,
    ...(vendorIds === undefined ? {} : { VendorIDs: vendorIds }),
    PkgID: `${name}@${installed}`,
    PkgName: name,
    PkgIdentifier: { PURL: `pkg:deb/debian/${name}@${installed}?arch=amd64`, UID: '5f3b6e0a77c1d2e4' },
    InstalledVersion: installed,
    ...(fixed === undefined ? {} : { FixedVersion: fixed }),
    Status: status ?? (fixed === undefined ? 'affected' : 'fixed'),
    ...(layer === undefined ? {} : { Layer: { Digest: digest('9'), DiffID: layer } }),
    SeveritySource: 'debian',
    PrimaryURL: `https://avd.example.com/nvd/${id.toLowerCase()}`,
    DataSource: { ID: 'debian', Name: 'Debian Security Tracker', URL: 'https://tracker.example.com' },
    Title: `${name}: a length is not checked`,
    Description: 'A crafted message makes the reader go past the end of its buffer.',
    Severity: severity,
    CweIDs: ['CWE-787'],
    CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', V3Score: 9.8 } },
    References: ['https://example.com/advisories/1'],
    PublishedDate: '2026-11-02T10:15:07.123Z',
  };
}

interface GrypeMatch {
  readonly id: string;
  readonly related?: readonly string[];
  readonly package: string;
  readonly type: string;
  readonly installed?: string;
  readonly fixed?: readonly string[];
  readonly state?: string;
  readonly severity?: string;
  readonly epss?: number;
  readonly exploited?: boolean;
  /** Path and layer. */
  readonly at?: readonly (readonly [string, Digest])[];
}

/** What `grype -o json` writes about the image, with all that it adds and we do not read. */
export function grype(matches: readonly GrypeMatch[], over: Readonly<Record<string, unknown>> = {}, target: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    matches: matches.map(grypeMatch),
    source: {
      type: 'image',
      target: {
        userInput: 'ghcr.io/acme/shop:latest',
        imageID: image.config,
        manifestDigest: image.published,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        tags: ['ghcr.io/acme/shop:latest'],
        imageSize: 214_000_128,
        layers: image.layers.map((layer) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: layer, size: 53_500_032 })),
        manifest: 'eyJzY2hlbWFWZXJzaW9uIjoyfQ==',
        config: 'eyJhcmNoaXRlY3R1cmUiOiJhbWQ2NCJ9',
        repoDigests: [`ghcr.io/acme/shop@${image.published}`],
        architecture: 'amd64',
        os: 'linux',
        ...target,
      },
    },
    distro: { name: 'debian', version: '12', idLike: [] },
    descriptor: { name: 'grype', version: '0.104.0', db: { status: { schemaVersion: 'v6.1.2', built: '2026-11-20T06:30:11Z', valid: true } } },
    ...over,
  });
}

function grypeMatch({ id, related = [], package: name, type, installed = '1.0.0', fixed = [], state, severity = 'Critical', epss, exploited = false, at = [] }: GrypeMatch) {
  const cve = id.startsWith('CVE-') ? id : (related.find((other) => other.startsWith('CVE-')) ?? id);
  return {
    vulnerability: {
      id,
      dataSource: `https://tracker.example.com/${id}`,
      namespace: 'debian:distro:debian:12',
      severity,
      urls: [],
      description: 'A crafted message makes the reader go past the end of its buffer.',
      cvss: [],
      ...(epss === undefined ? {} : { epss: [{ cve, epss, percentile: 0.97, date: '2026-11-19' }] }),
      ...(exploited ? { knownExploited: [{ cve, vendorProject: 'Quill', product: 'Quill', dateAdded: '2026-11-12', knownRansomwareCampaignUse: 'Unknown' }] } : {}),
      fix: { versions: fixed, state: state ?? (fixed.length === 0 ? 'not-fixed' : 'fixed') },
      advisories: [],
      risk: 41.2,
    },
    relatedVulnerabilities: related.map((other) => ({ id: other, namespace: 'nvd:cpe', severity: 'Critical', urls: [], cvss: [] })),
    matchDetails: [{ type: 'exact-direct-match', matcher: 'dpkg-matcher', searchedBy: { namespace: 'debian:distro:debian:12' }, found: { versionConstraint: '< 2' } }],
    artifact: {
      id: 'd3b07384d113edec',
      name,
      version: installed,
      type,
      locations: at.map(([path, layerID]) => ({ path, layerID, accessPath: path, annotations: { evidence: 'primary' } })),
      language: '',
      licenses: ['MIT'],
      cpes: [`cpe:2.3:a:${name}:${name}:${installed}:*:*:*:*:*:*:*`],
      purl: `pkg:${type}/${name}@${installed}`,
      upstreams: [],
    },
  };
}
