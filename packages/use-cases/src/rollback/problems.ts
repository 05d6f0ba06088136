import type { ManagedImage } from '@image-factory/core/enrollment';
import type { Missing, Unknown } from '@image-factory/core/observe';
import { error, warning, type Problem } from '@image-factory/core/problem';
import type { Digest, Tag } from '@image-factory/core/reference';
import { show, suggest } from '@image-factory/core/text';
import type { NamedBuild } from './named-builds.ts';

/** Most names that one sentence lists. */
const mostNamed = 10;

export function shortOf(digest: Digest): string {
  return digest.replace(/^([^:]+:.{12}).*$/, '$1');
}

export function unknownTarget({ name }: ManagedImage, wanted: string, fixed: readonly Tag[], isComplete = true): Problem {
  const near = suggest(wanted, fixed);
  const some = fixed.slice(-mostNamed).map((tag) => show(tag));
  const there =
    some.length === 0 ? 'It has no tags that stay.' : `There is ${some.join(', ')}${fixed.length > some.length ? ', and more' : ''}.`;
  const hint = near === undefined ? there : `Did you mean ${show(near)}?`;
  const unread = isComplete ? '' : ' among the first 20,000 tags';
  return error('rollback/unknown-target', `${name} has no build ${show(wanted)}${unread}.`, {
    image: name,
    hint: isComplete ? hint : 'Name it by its digest.',
  });
}

export function namesMovingTag({ name }: ManagedImage, wanted: string): Problem {
  return error('rollback/unknown-target', `${show(wanted)} is a tag of ${name} that moves: it is one of those that are to go back.`, {
    image: name,
    hint: 'Name a version, a rebuild key or a digest.',
  });
}

export function ambiguous(
  { name }: ManagedImage,
  wanted: string,
  found: readonly { readonly build: NamedBuild; readonly digest: Digest }[],
): Problem {
  const each = found.slice(0, mostNamed).map(({ build, digest }) => `${build.tag} (${shortOf(digest)})`);
  return error('rollback/ambiguous', `${show(wanted)} may be several builds of ${name}: ${each.join(', ')}.`, {
    image: name,
    hint: 'Name one by its whole tag, its key or its digest.',
  });
}

export function incomplete({ name }: ManagedImage, digest: Digest, gone: readonly string[]): Problem {
  return error(
    'rollback/incomplete',
    `The registry does not have all of ${shortOf(digest)} any more: it lacks ${gone.slice(0, mostNamed).join(', ')}.`,
    {
      image: name,
      hint: 'Go back to another build. Clean-up rules of the registry may have removed parts of this one.',
    },
  );
}

export function fewerPlatforms({ name }: ManagedImage, digest: Digest, lacks: readonly string[]): Problem {
  return warning(
    'rollback/fewer-platforms',
    `${shortOf(digest)} is not for ${lacks.join(', ')}: there ${name} can not be pulled from now on.`,
    {
      image: name,
    },
  );
}

export function alreadyThere({ name }: ManagedImage, digest: Digest): Problem {
  return error('rollback/already-there', `The tags of ${name} point to ${shortOf(digest)} already.`, {
    image: name,
    hint: 'To keep it from being rebuilt, give its entry a `hold`.',
  });
}

export function unknownTag({ name }: ManagedImage, wanted: string, tags: readonly Tag[]): Problem {
  return error('rollback/unknown-tag', `${show(wanted)} is no tag of ${name} that moves.`, {
    image: name,
    hint: `There is ${tags.map((tag) => show(tag)).join(', ')}.`,
  });
}

export function notAsked({ name, registry, repository }: ManagedImage, what: string, { why }: Unknown | Missing): Problem {
  return error('rollback/not-asked', `${registry}/${repository} did not say ${what}: ${why}`, {
    image: name,
    hint: 'Nothing was changed. Run the command again when the registry can be asked.',
  });
}

export function notMoved({ name }: ManagedImage, tag: Tag, digest: Digest, { why }: Unknown | Missing): Problem {
  return error('rollback/not-moved', `The tag ${show(tag)} of ${name} could not be moved to ${shortOf(digest)}: ${why}`, {
    image: name,
    hint: 'The hold is committed. Run the same command again to go on from here; with --tags, a tag can be left out.',
  });
}

export function buildRunning({ name }: ManagedImage, run: string): Problem {
  return warning('rollback/build-running', `${name} is being rebuilt by ${run}, which will move the tags again when it ends.`, {
    image: name,
    hint: 'Cancel that run; or let it end, and go back again.',
  });
}

export function cannotHold({ name, at }: ManagedImage, why: string, hint: string): Problem {
  return error('rollback/hold', `${name} can not be held in the same commit: ${why}.`, { image: name, source: at, hint });
}
