import { parseTag } from '../../reference/index.ts';
import { ok, show, suggest } from '../../text/index.ts';
import { refuse, type Parsed } from './refusal.ts';

/** Reads the name or number of a build stage (what BuildKit calls a target). */
export function parseTarget(text: string): Parsed<string> {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(text)) return ok(text);
  return refuse(`${show(text)} is not a build stage: its name or number, letters, digits, \`_\`, \`.\` and \`-\`.`);
}

/** Reads the name of a build argument. */
export function parseArgumentName(text: string): Parsed<string> {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(text)) return ok(text);
  return refuse(`${show(text)} is not the name of a build argument: letters, digits and \`_\`, not beginning with a digit.`);
}

/** Reads the name of a named build context; it may be an image that the context stands in for. */
export function parseContextName(text: string): Parsed<string> {
  if (/^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,254}$/.test(text)) return ok(text);
  return refuse(`${show(text)} is not the name of a build context: letters, digits, \`_\`, \`.\`, \`:\`, \`/\`, \`@\` and \`-\`.`);
}

/** Reads the name of a job in a GitLab pipeline. */
export function parseJobName(text: string): Parsed<string> {
  const fits = text.length <= 255 && !text.includes('${') && /^[\p{L}\p{N}_][\p{L}\p{N} _.:/()+@#-]*$/u.test(text);
  return fits
    ? ok(text)
    : refuse(`${show(text)} is not the name of a GitLab job: letters, digits, spaces and \`_.:/()+@#-\`, at most 255 characters.`);
}

/** Reads the dotted path of a value in a file: `image.tag`, `spec.containers.0.image`. */
export function parseValuePath(text: string): Parsed<string> {
  if (text.length <= 255 && /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(text)) return ok(text);
  return refuse(`${show(text)} is not the path of a value: keys and list positions with dots between, such as \`image.tag\`.`);
}

/** Reads who owns an image, the way Backstage refers to a group or user: `platform-team`, `group:default/platform-team`. */
export function parseOwner(text: string): Parsed<string> {
  const name = '[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';
  if (new RegExp(`^(?:[a-z]{1,63}:)?(?:${name}/)?${name}$`).test(text)) return ok(text);
  return refuse(
    `${show(text)} is not an owner: write the name of a group or user, such as \`platform-team\` or \`group:default/platform-team\`.`,
  );
}

/** What stands for a part of a tag that is known when the image is built. */
export const tagPlaceholders = ['version', 'major', 'minor', 'patch', 'key', 'sha', 'date', 'run'] as const;
export type TagPlaceholder = (typeof tagPlaceholders)[number];

const placeholder = /\{\{([a-z][A-Za-z.]{0,31})\}\}/g;

/** Reads a tag to publish, in which `{{version}}` and the like stand for parts that are known when it is built. */
export function parseTagTemplate(text: string): Parsed<string> {
  if (text.length <= 256 && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(text.replaceAll(placeholder, 'x'))) {
    const names: readonly string[] = tagPlaceholders;
    const [unknown] = [...text.matchAll(placeholder)].flatMap(([, name = '']) => (names.includes(name) ? [] : [name]));
    if (unknown === undefined) return ok(text);
    const near = suggest(unknown, names);
    const all = names.map((name) => `\`{{${name}}}\``).join(', ');
    return refuse(
      `${show(`{{${unknown}}}`)} stands for nothing in a tag.`,
      near === undefined ? `There are ${all}.` : `Did you mean \`{{${near}}}\`?`,
    );
  }
  return refuse(
    `${show(text)} is not a tag: letters, digits, \`_\`, \`.\` and \`-\`, and placeholders such as \`{{version}}\`, at most 128 characters.`,
  );
}

/** Reads a SemVer range as Kargo understands it, or a tag. */
export function parseConstraint(text: string): Parsed<string> {
  if (/^[0-9A-Za-z_.*<>=!~^|,+ -]{1,128}$/.test(text) && /[0-9A-Za-z*]/.test(text)) return ok(text);
  return refuse(`${show(text)} is neither a tag nor a range of versions: write \`16-alpine\`, \`16.x\`, \`^16.2\` or \`>=16 <17\`.`);
}

/** Whether a constraint can only be a range of versions; `16-alpine` and `16` are tags as well. */
export function isVersionRange(constraint: string): boolean {
  return parseTag(constraint) === undefined || /^v?[0-9]+(?:\.[0-9]+)?\.[xX]$/.test(constraint);
}
