import type { Platform } from '../dockerfile/index.ts';
import { familiarReference, parseReference, type Digest } from '../reference/index.ts';
import { show } from '../text/index.ts';
import type { PackageChange } from './packages.ts';
import type { BuildMetadata, BuiltFrom } from './types.ts';

export interface BuildSummary {
  readonly metadata: BuildMetadata;
  /** Where the image is pushed: `ghcr.io/acme/app`. */
  readonly repository: string;
  /** What the image before was built from. */
  readonly before?: BuiltFrom;
  /** Undefined when one of the two lists is not known. */
  readonly packages?: readonly PackageChange[];
  /** Lines of Markdown, escaped by who wrote them: what the gate said, what was left out. */
  readonly notes?: readonly string[];
}

/** So many packages stand in a summary. */
const mostPackages = 40;

/** What came of a build, for people: Markdown, in which anybody's text stands as code. */
export function renderBuildSummary(summary: BuildSummary): string {
  const { metadata, notes = [] } = summary;
  const sections = [
    `### ${headline(summary)}`,
    facts(summary),
    bases(metadata.builtFrom, summary.before),
    platforms(metadata),
    packages(summary.packages),
    notes.map((note) => `- ${note}`).join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headline({ metadata: { image, version, outcome } }: BuildSummary): string {
  const name = version === undefined ? code(image) : `${code(image)} ${code(version)}`;
  switch (outcome) {
    case 'published':
      return `${name} is published`;
    case 'unchanged':
      return `${name}: nothing changed, no tag moved`;
    case 'built':
      return `${name} is built, without a tag`;
    case 'gate-failed':
      return `${name} was built and did not pass the gate; the tags stay where they were`;
  }
}

function facts({ metadata, repository }: BuildSummary): string {
  const { digest, publishedDigest, tags, revision, durationSeconds, key, run } = metadata;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Image', code(`${repository}@${digest}`)],
    ['Tags', tags.length === 0 ? undefined : tags.map(code).join(' ')],
    ['Published', publishedDigest === undefined || publishedDigest === digest ? undefined : code(publishedDigest)],
    ['Commit', revision === undefined ? undefined : code(revision)],
    ['Rebuild', key === undefined ? undefined : code(key)],
    ['Took', duration(durationSeconds)],
    ['Run', run?.url === undefined ? undefined : `[${code(run.id)}](<${run.url}>)`],
  ];
  return table(
    ['', ''],
    rows.flatMap(([name, cell]) => (cell === undefined ? [] : [[name, cell]])),
  );
}

/** What moved, a row for each digest that a base has on some platforms. */
function bases(now: BuiltFrom, before: BuiltFrom | undefined): string {
  const rows = [...now].flatMap(([reference, digests]) =>
    [...grouped(digests, before?.get(reference))].map(([moved, on]) => [code(familiar(reference)), moved, on.map(code).join(' ')]),
  );
  return rows.length === 0 ? '' : table(['Built from', 'Digest', 'Platforms'], rows);
}

function grouped(
  now: ReadonlyMap<Platform, Digest>,
  before: ReadonlyMap<Platform, Digest> | undefined,
): ReadonlyMap<string, readonly Platform[]> {
  const groups = new Map<string, Platform[]>();
  for (const [platform, digest] of now) {
    const old = before?.get(platform);
    const moved = old === undefined || old === digest ? code(short(digest)) : `${code(short(old))} → **${code(short(digest))}**`;
    groups.set(moved, [...(groups.get(moved) ?? []), platform]);
  }
  return groups;
}

function platforms({ platforms: manifests, sizes }: BuildMetadata): string {
  const rows = [...manifests].map(([platform, digest]) => [
    code(platform),
    code(short(digest)),
    size(sizes.after.get(platform), sizes.before?.get(platform)),
  ]);
  return rows.length === 0 ? '' : table(['Platform', 'Manifest', 'Size'], rows);
}

function size(after: number | undefined, before: number | undefined): string {
  if (after === undefined) return '';
  if (before === undefined || before === after) return bytes(after);
  const change = after - before;
  return `${bytes(after)} (${change > 0 ? '+' : '−'}${bytes(Math.abs(change))})`;
}

function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [count, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function packages(changes: readonly PackageChange[] | undefined): string {
  if (changes === undefined) return '';
  if (changes.length === 0) return 'The packages are the same as before.';
  const shown = changes
    .slice(0, mostPackages)
    .map(({ name, before, after }) => [code(name), before.map(code).join(' '), after.map(code).join(' ')]);
  const rest = changes.length - shown.length;
  const more = rest > 0 ? `\n\nAnd ${rest} more.` : '';
  return `<details>\n<summary>${changes.length === 1 ? 'One package' : `${changes.length} packages`} changed</summary>\n\n${table(['Package', 'Before', 'Now'], shown)}${more}\n\n</details>`;
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}

function familiar(reference: string): string {
  const parsed = parseReference(reference);
  return parsed.ok ? familiarReference(parsed.value) : reference;
}

function short(digest: Digest): string {
  return digest.slice(0, digest.indexOf(':') + 13);
}

/** Anybody's text as code on one line: `show` leaves no backtick, no line end and nothing that a terminal acts on. */
function code(text: string): string {
  return show(text, 200).replaceAll('|', '\\|');
}
