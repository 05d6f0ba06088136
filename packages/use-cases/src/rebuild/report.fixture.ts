import { digest } from './loop.fixture.ts';
import { readReports, type Reports } from './overrides-read.ts';

interface Found {
  readonly id: string;
  readonly severity?: string;
  readonly fixed?: string;
  readonly package?: string;
  /** The letters of the layer. */
  readonly layer?: string;
  /** In a lock file of the source, not a package of the distribution. */
  readonly ofLanguage?: boolean;
}

/** What Trivy says about the image of these letters: two layers of its base, and one of its own. */
export function trivyReport(letters: string, found: readonly Found[], more: readonly string[] = []): string {
  const result = (ofLanguage: boolean) => ({
    Target: ofLanguage ? 'app/package-lock.json' : 'image (debian 12)',
    Class: ofLanguage ? 'lang-pkgs' : 'os-pkgs',
    Type: ofLanguage ? 'npm' : 'debian',
    Vulnerabilities: found.filter((one) => (one.ofLanguage ?? false) === ofLanguage).map(vulnerability),
  });
  return JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: 'image',
    ArtifactType: 'container_image',
    Metadata: { ImageID: digest(`config of ${letters}`), DiffIDs: imageLayers.map(digest), RepoDigests: [letters, ...more].map((of) => `ghcr.io/acme/image@${digest(of)}`) },
    Results: [result(false), result(true)],
  });
}

function vulnerability({ id, severity = 'CRITICAL', fixed = '2.0.0', package: name = 'libquill', layer }: Found) {
  return {
    VulnerabilityID: id,
    PkgName: name,
    InstalledVersion: '1.0.0',
    ...(fixed === '' ? {} : { FixedVersion: fixed }),
    Status: fixed === '' ? 'affected' : 'fixed',
    ...(layer === undefined ? {} : { Layer: { DiffID: digest(layer) } }),
    Severity: severity,
  };
}

/** By their letters, the lowest first. */
export const baseLayers = ['layer 1', 'layer 2'];
const imageLayers = [...baseLayers, 'layer 3'];

/** `IMAGE=FILE`, or only `FILE` for advisories, with what is in the file. */
export async function reportsOf(files: Readonly<Record<string, string>>): Promise<Reports> {
  const names = Object.keys(files);
  const texts = new Map(Object.entries(files).map(([name, text]) => [name.split('=').at(-1), text]));
  return readReports(
    { reports: names.filter((name) => name.includes('=')), advisories: names.filter((name) => !name.includes('=')) },
    {
      read: async (file) => {
        const text = texts.get(file);
        return text === undefined ? { kind: 'missing' } : { kind: 'file', text };
      },
    },
  );
}
