import { show } from '@image-factory/core/text';
import type { KnownFailure } from './known-failure.ts';

const refused =
  /\b(?:401 Unauthorized|403 Forbidden)\b|\b(?:denied|unauthorized|insufficient_scope|authentication required|authorization failed|no basic auth credentials)\b/i;

/** BuildKit asks for an image as `<as written>: failed to resolve source metadata for <whole name>: <why>`. */
const pull = String.raw`failed to resolve source metadata for (\S+): `;

/** An image could not be had. */
export const pullFailures: readonly KnownFailure[] = [
  {
    code: 'build/no-platform',
    error: new RegExp(`${pull}.*no match for platform in manifest`, 's'),
    say: (found) => ({
      message: `${show(found(1), 200)} is not there for a platform that is built.`,
      hint: 'Build fewer platforms, or from an image that has them all.',
    }),
  },
  {
    code: 'build/base-gone',
    error: new RegExp(`${pull}.*: not found$`, 's'),
    say: (found) => ({
      message: `The registry has no ${show(found(1), 200)}.`,
      hint: found(1).includes('@')
        ? 'It was deleted since the rebuild was decided on. A new look at the registry decides anew.'
        : 'Look at the spelling. A registry also says so of images that the credentials may not see.',
    }),
  },
  {
    code: 'build/base-refused',
    error: new RegExp(`${pull}.*(?:${refused.source})`, 'is'),
    say: (found) => ({
      message: `The registry does not let the builder have ${show(found(1), 200)}.`,
      hint: 'Log in to it before the build, with `docker/login-action`; its credentials need the right to pull.',
    }),
  },
  {
    code: 'build/base-not-had',
    error: new RegExp(`${pull}(.*)$`, 's'),
    say: (found) => ({
      message: `The builder could not have ${show(found(1), 200)}: ${lastLine(found(2))}.`,
      hint: 'A registry that is busy or out of reach may answer later. BuildKit has tried several times.',
    }),
  },
];

/** The image could not be pushed. */
export const pushFailures: readonly KnownFailure[] = [
  {
    code: 'build/push-refused',
    error: /^failed to push (\S+): .*immutable/is,
    say: (found) => ({
      message: `The registry does not let a tag of ${show(found(1), 200)} be moved: it is immutable.`,
      hint: 'Tags that move (`latest`, `1.4`) need a repository whose tags may move.',
    }),
  },
  {
    code: 'build/push-refused',
    error: new RegExp(`^failed to push (\\S+): .*(?:${refused.source})`, 'is'),
    say: (found) => ({
      message: `The registry does not let the builder push to ${show(found(1), 200)}.`,
      hint: 'Log in to it before the build; on GitHub Packages the job needs `permissions: packages: write`.',
    }),
  },
  {
    code: 'build/push-refused',
    error: /^failed to push (\S+): .*(?:does not exist|NAME_UNKNOWN|404 Not Found)/is,
    say: (found) => ({
      message: `The registry has no repository ${show(found(1), 200)}.`,
      hint: 'Some registries want a repository to be created before anything is pushed to it.',
    }),
  },
  {
    code: 'build/push-failed',
    error: /^failed to push (\S+): (.*)$/s,
    say: (found) => ({
      message: `The push to ${show(found(1), 200)} broke off: ${lastLine(found(2))}.`,
      hint: 'BuildKit has tried several times. Nothing points to what was pushed; run the build again.',
    }),
  },
  {
    code: 'build/cache-failed',
    error:
      /(?:error writing (?:layer blob|manifest|config blob)|unknown cache (?:ex|im)porter|could not find \S+ cache (?:ex|im)porter|failed to configure \S+ cache (?:ex|im)porter)(.*)$/s,
    say: (found) => ({
      message: `The image was built, and the cache could not be kept${lastLine(found(1)) === '' ? '' : `: ${lastLine(found(1))}`}.`,
      hint: 'With `ignore-error=true` of the cache such a build counts.',
    }),
  },
];

/** The end of a chain of `error: error: error`, which says what really happened. */
function lastLine(text: string): string {
  const [line = ''] = text.trim().split('\n').slice(-1);
  return line.replace(/^: /, '').replace(/\.$/, '').slice(-400);
}
