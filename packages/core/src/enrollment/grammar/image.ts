import { parsePlatform, type Platform } from '../../dockerfile/index.ts';
import {
  parseDomain,
  parseReference,
  parseRepository,
  parseTag,
  type Domain,
  type ImageReference,
  type Repository,
  type Tag,
} from '../../reference/index.ts';
import { ok, show, suggest } from '../../text/index.ts';
import { refuse, type Parsed } from './refusal.ts';

/** Reads the registry of an image: a host with an optional port, in lower case. */
export function parseRegistry(text: string): Parsed<Domain> {
  const domain = text === text.toLowerCase() ? parseDomain(text === 'index.docker.io' ? 'docker.io' : text) : undefined;
  if (domain !== undefined) return ok(domain);
  return refuse(
    `${show(text)} is not a registry: write its host in lower case, such as \`ghcr.io\`, without scheme or path.`,
    registryHint(text),
  );
}

function registryHint(text: string): string | undefined {
  const [, host = '', path] = /^(?:https?:\/\/)?([A-Za-z0-9.-]+(?::[0-9]+)?)(?:\/(.*))?$/.exec(text.slice(0, 300)) ?? [];
  if (parseDomain(host.toLowerCase()) === undefined) return undefined;
  const rest = path === undefined || path === '' ? '' : '; what follows belongs into `repository`';
  return `Write \`${host.toLowerCase()}\`${rest}.`;
}

/** Reads the path of an image in its registry. Undefined when the registry is wrong itself. */
export function parseRepositoryIn(registry: string, text: string): Parsed<Repository> | undefined {
  const domain = parseRegistry(registry);
  if (!domain.ok) return undefined;
  const repository = parseRepository(domain.value, text);
  return repository.ok ? repository : refuse(because(text, repository.error.message), repositoryHint(text, domain.value));
}

function repositoryHint(text: string, registry: Domain): string | undefined {
  const withoutHost = text.startsWith(`${registry}/`) ? text.slice(registry.length + 1) : text;
  const plain = withoutHost.replace(/[:@].*$/s, '').toLowerCase();
  return plain !== text && parseRepository(registry, plain).ok ? `Write \`${plain}\`.` : undefined;
}

/** Reads a tag. */
export function parsePublishedTag(text: string): Parsed<Tag> {
  const tag = parseTag(text);
  return tag === undefined
    ? refuse(
        `${show(text)} is not a tag: letters, digits, \`_\`, \`.\` and \`-\`, at most 128 characters, not beginning with \`.\` or \`-\`.`,
      )
    : ok(tag);
}

/** Reads an image reference. */
export function parseImage(text: string): Parsed<ImageReference> {
  const reference = parseReference(text);
  return reference.ok ? reference : refuse(`${show(text)} is not an image reference: ${reference.error.message}.`);
}

/** Some reasons begin with the text themselves. */
function because(text: string, reason: string): string {
  return reason.startsWith(show(text)) ? `${reason}.` : `${show(text)} is not the path of an image: ${reason}.`;
}

/** Reads a platform: `linux/amd64`, `linux/arm/v7`. */
export function parsePlatformName(text: string): Parsed<Platform> {
  const platform = parsePlatform(text);
  if (platform !== undefined && architectures.includes(platform.split('/')[1] ?? '')) return ok(platform);
  const near = suggest(text, ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/riscv64', 'linux/s390x']);
  return refuse(
    `${show(text)} is not a platform: write \`os/architecture\`, such as \`linux/amd64\` or \`linux/arm64\`.`,
    near === undefined ? undefined : `Did you mean \`${near}\`?`,
  );
}

// containerd takes any word for an architecture; here a misspelt one is worth more as a mistake.
const architectures = [
  '386',
  'amd64',
  'arm',
  'arm64',
  'loong64',
  'mips',
  'mips64',
  'mips64le',
  'mipsle',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
  'wasm',
];

/** Reads where a named context comes from: an image, a folder, a URL. */
export function parseContextSource(text: string): Parsed<string> {
  const image = /^docker-image:\/\/(.*)$/s.exec(text)?.[1];
  if (image !== undefined) {
    const parsed = parseImage(image);
    return parsed.ok ? ok(text) : parsed;
  }
  return text !== '' && text.length <= 512 && !text.startsWith('-')
    ? ok(text)
    : refuse(`${show(text)} is not a build context: write \`docker-image://…\`, a folder or a URL.`);
}
