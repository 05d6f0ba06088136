import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { parseDigest, parseReference, parseTag, type Digest, type ImageReference } from '../reference/index.ts';
import { fail, ok, show, type Result } from '../text/index.ts';

/** An image in a registry, as a package URL names it. */
export interface PackageImage {
  /** With a digest where the build named one itself. */
  readonly reference: ImageReference;
  /** Missing, too, where it is none that can be read, such as `unknown`. */
  readonly platform?: Platform;
}

const maxLength = 8192;
const kind = /^pkg:\/*docker\//i;

/**
 * Reads a package URL in the form that BuildKit gives images: `pkg:docker/ghcr.io/acme/app@1?platform=linux%2Farm64`, with
 * `digest=` where the build named a digest, and ports as `localhost%3A5000`. A digest in the place of the version, and
 * another registry in `repository_url`, are read as the package URL specification has them.
 *
 * @returns undefined for what is no image of a registry: sources of git and HTTP, local layouts (`pkg:oci/`), single blobs;
 *   as error a clause that says what is wrong
 */
export function readPackageUrl(uri: string): Result<PackageImage | undefined, string> {
  if (!kind.test(uri.slice(0, maxLength))) return ok(undefined);
  if (uri.length > maxLength) return fail(`it has ${uri.length} characters; ${maxLength} are read`);
  const [withoutFragment = ''] = uri.replace(kind, '').split('#', 1);
  const [path, query] = cutFirst(withoutFragment, '?');
  const qualifiers = readQualifiers(query);
  if (qualifiers === undefined) return fail('its percent-encoding is broken');
  if (qualifiers.has('ref_type')) return ok(undefined);
  const [encodedName, encodedVersion] = cutLast(path, '@');
  const [name, version] = [decode(encodedName), decode(encodedVersion)];
  if (name === undefined || version === undefined) return fail('its percent-encoding is broken');
  const reference = readReference(`${registryIn(qualifiers)}${name}`, version, qualifiers.get('digest'));
  if (!reference.ok) return reference;
  const platform = parsePlatform(qualifiers.get('platform') ?? '');
  return ok({ reference: reference.value, ...(platform === undefined ? {} : { platform }) });
}

function readReference(name: string, version: string, pin: string | undefined): Result<ImageReference, string> {
  const repository = parseReference(name);
  if (!repository.ok) return fail(`${show(name)} is not the name of an image: ${repository.error.message}`);
  const { domain, path } = repository.value;
  if (repository.value.tag !== undefined || repository.value.digest !== undefined) return fail(`${show(name)} is more than a name`);
  const digests: Digest[] = [];
  for (const written of [pin, version.includes(':') ? version : undefined]) {
    if (written === undefined) continue;
    const digest = parseDigest(written);
    if (digest === undefined) return fail(`${show(written)} is not a digest`);
    digests.push(digest);
  }
  const [digest, other = digest] = digests;
  if (digest !== other) return fail('it names two digests');
  if (version === '' || version.includes(':')) return ok({ domain, path, ...(digest === undefined ? {} : { digest }) });
  const tag = parseTag(version);
  return tag === undefined ? fail(`${show(version)} is not a tag`) : ok({ domain, path, tag, ...(digest === undefined ? {} : { digest }) });
}

/** Docker Hub unless it says something else. */
function registryIn(qualifiers: ReadonlyMap<string, string>): string {
  const host = (qualifiers.get('repository_url') ?? '').replace(/^https?:\/\//, '').replace(/\/$/, '');
  return host === '' || host === 'hub.docker.com' ? '' : `${host}/`;
}

function readQualifiers(query: string): ReadonlyMap<string, string> | undefined {
  const qualifiers = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [key, encoded] = cutFirst(pair, '=');
    const value = decode(encoded);
    if (value === undefined) return undefined;
    if (value !== '') qualifiers.set(key.toLowerCase(), value);
  }
  return qualifiers;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function cutFirst(text: string, separator: string): readonly [before: string, after: string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function cutLast(text: string, separator: string): readonly [before: string, after: string] {
  const index = text.lastIndexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
