import { parseTag, type Tag } from '@image-factory/core/reference';

/** A build that a tag names which never moves. */
export interface NamedBuild {
  readonly tag: Tag;
  readonly version?: Tag;
  /** The first 12 digits of the rebuild key. */
  readonly key?: string;
}

/** `1.4.2-0123456789ab`, or without a version the key alone. */
const immutable = /^(?:(.+)-)?([0-9a-f]{12})$/;

/**
 * The builds that a version, a rebuild key (or its first 12 digits or more) or a tag may mean. One that is named twice is there
 * twice: what the tags point to tells whether they are the same.
 *
 * @param fixed - the tags of the image, without those that move
 */
export function buildsNamed(name: string, fixed: readonly Tag[]): readonly NamedBuild[] {
  const wantedKey = /^[0-9a-f]{12,32}$/.test(name) ? name.slice(0, 12) : undefined;
  return fixed.flatMap((tag) => {
    const build = readBuild(tag);
    const isMeant = tag === name || build.version === name || (wantedKey !== undefined && build.key === wantedKey);
    return isMeant ? [build] : [];
  });
}

/** What a tag tells of the build that it was made by. */
function readBuild(tag: Tag): NamedBuild {
  const [, version, key] = immutable.exec(tag) ?? [];
  if (key === undefined) return { tag, version: tag };
  const parsed = version === undefined ? undefined : parseTag(version);
  return { tag, key, ...(parsed === undefined ? {} : { version: parsed }) };
}
