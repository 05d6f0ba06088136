import { parseImageName, reservedPrefix } from '../enrollment/index.ts';

/** The name itself when images.yaml allows it, else the nearest that it allows; undefined when nothing is left of it. */
export function toImageName(text: string): string | undefined {
  const plain = parseImageName(text).ok ? text : slug(text);
  return parseImageName(plain).ok && !plain.startsWith(reservedPrefix) ? plain : undefined;
}

function slug(text: string): string {
  return text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 52)
    .replace(/-+$/, '');
}
