import { ok, show } from '../../text/index.ts';
import type { ImageName } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

/** Names of base images' state files could not be told from an image of this kind of name. */
export const reservedPrefix = 'base-';

/**
 * Reads an image's name. It becomes a file name and part of Kubernetes names, hence the narrow grammar
 * (facts of the names: 52 characters leave room for what is put around it). The reserved prefix `base-` is a rule of
 * enrollment, not of this grammar.
 */
export function parseImageName(text: string): Parsed<ImageName> {
  if (/^[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/.test(text)) return ok(text as ImageName);
  const words = 'lower-case letters, digits and `-`, beginning and ending with a letter or digit, at most 52 characters';
  return refuse(`${show(text)} is not an image name: ${words}.`, nameHint(text));
}

function nameHint(text: string): string | undefined {
  const plain = text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 52)
    .replace(/-+$/, '');
  // A name made from a path or from code is no help.
  return plain === '' || /[/\\${}();|&]/.test(text) ? undefined : `Write \`${plain}\`.`;
}
