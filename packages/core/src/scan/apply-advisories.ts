import { formatReference, repositoryUrl, type ImageReference } from '../reference/index.ts';
import type { Advisory } from './advisories.ts';
import { mergeFindings } from './merge.ts';
import { compareSeverities } from './severity.ts';
import type { Finding } from './types.ts';

/** The image that findings are of, and the images that its build pulls. */
export interface AdvisedImage {
  readonly image: ImageReference;
  readonly bases: readonly ImageReference[];
}

/**
 * What is known of an image once the advisories are heard. An advisory adds its rating, exploitation, fix and reason to the
 * findings that it is about. One that names the image or one of its bases, and that no scanner found, is a finding itself.
 */
export function applyAdvisories(findings: readonly Finding[], advisories: readonly Advisory[], image: AdvisedImage): readonly Finding[] {
  const about = advisories.filter((advisory) => concerns(advisory, image));
  const byName = new Map<string, Advisory[]>();
  for (const advisory of about) {
    for (const name of [advisory.id, ...advisory.aliases]) {
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [advisory]);
      else same.push(advisory);
    }
  }
  const heard = new Set<Advisory>();
  const informed = findings.map((finding) => {
    const matching = new Set(
      [finding.id, ...finding.aliases].flatMap((name) => byName.get(name) ?? []).filter((advisory) => fits(advisory, finding)),
    );
    for (const advisory of matching) heard.add(advisory);
    return [...matching].reduce(inform, finding);
  });
  const own = about.filter((advisory) => !heard.has(advisory)).flatMap((advisory) => toFindings(advisory, image));
  return mergeFindings([...informed, ...own]);
}

function concerns({ image }: Advisory, { image: ours, bases }: AdvisedImage): boolean {
  return image === undefined || isMeant(image, ours) || bases.some((base) => isMeant(image, base));
}

/** Without a tag and a digest every version is meant; a tag is meant whatever it is pinned to. */
function isMeant(said: ImageReference, image: ImageReference): boolean {
  if (said.digest !== undefined) return formatReference(said) === formatReference(image);
  return repositoryUrl(said) === repositoryUrl(image) && (said.tag === undefined || said.tag === image.tag);
}

/** The same vulnerability, in the package that the advisory names. */
function fits({ id, aliases, package: name }: Advisory, finding: Finding): boolean {
  if (name !== undefined && name !== finding.package) return false;
  return id === finding.id || aliases.includes(finding.id) || finding.aliases.includes(id);
}

function inform(finding: Finding, { severity, kev, epss, fixedIn, reason }: Advisory): Finding {
  const heard: Finding = {
    ...finding,
    severity: severity !== undefined && compareSeverities(severity, finding.severity) < 0 ? severity : finding.severity,
    ...(fixedIn === undefined ? {} : { fixedIn: [fixedIn], status: 'fixed' }),
    ...(kev === true ? { kev } : {}),
    ...(epss === undefined ? {} : { epss }),
    ...(reason === undefined ? {} : { reason }),
  };
  const [merged = heard] = mergeFindings([finding, heard]);
  return merged;
}

/** Nothing but the advisory knows of it; one without an image is about packages that scanners find, and is none. */
function toFindings(advisory: Advisory, { image: ours, bases }: AdvisedImage): readonly Finding[] {
  const { id, aliases, image, severity = 'unknown', kev, epss, fixedIn, reason } = advisory;
  if (image === undefined) return [];
  const finding: Finding = {
    id,
    aliases,
    severity,
    package: advisory.package ?? '',
    installed: '',
    fixedIn: fixedIn === undefined ? [] : [fixedIn],
    status: fixedIn === undefined ? 'unknown' : 'fixed',
    where: 'os',
    ...(kev === undefined ? {} : { kev }),
    ...(epss === undefined ? {} : { epss }),
    ...(reason === undefined ? {} : { reason }),
  };
  if (isMeant(image, ours)) return [finding];
  return bases.filter((base) => isMeant(image, base)).map((base) => ({ ...finding, from: formatReference(base) }));
}
