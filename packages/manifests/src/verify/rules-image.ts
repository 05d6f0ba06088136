import { parseTagPattern } from '@image-factory/core/enrollment';
import { show } from '@image-factory/core/text';
import type { EditableMap, YamlPath } from '@image-factory/core/yaml';
import { isKargoRepository } from '../kargo/watched-image.ts';
import { doubtful, wrong, type Finding } from './found.ts';
import { defaultsAdded } from './rules-defaults.ts';
import { mapOf, textOf, textsOf, type Part } from './parts.ts';

/** What Kargo looks for in one image repository, and what it does not look at although it stands there. */
export function checkImage(subscription: EditableMap, parent: YamlPath): Finding[] {
  const path = [...parent, 'image'];
  const image = mapOf(subscription['image']);
  const patterns = [
    ...textsOf(image['allowTagsRegexes'], [...path, 'allowTagsRegexes']),
    ...textsOf(image['ignoreTagsRegexes'], [...path, 'ignoreTagsRegexes']),
  ];
  return [
    ...checkRepository(image, path),
    ...checkDefaults(image, path),
    ...checkStrategy(image, path),
    ...checkOldFields(image, path),
    ...patterns.flatMap(checkPattern),
    ...checkPlatform(image, path),
  ];
}

function checkRepository(image: EditableMap, path: YamlPath): Finding[] {
  const url = textOf(image['repoURL']);
  if (url === '' || isKargoRepository(url)) return [];
  const hint = /:[^/]*$/.test(url)
    ? 'The tag stands in `constraint`, with `imageSelectionStrategy: Digest`.'
    : 'Write registry and path, without `https://` and without two `-` or `.` in a row.';
  return [wrong('repository', [...path, 'repoURL'], `Kargo refuses to watch ${show(url)}`, { hint })];
}

const defaults = { imageSelectionStrategy: 'SemVer', strictSemvers: 'true', discoveryLimit: '20' } as const;

function checkDefaults(image: EditableMap, path: YamlPath): Finding[] {
  const zero = 'Kargo makes 20 of a limit of 0, which then differs from what is written here';
  return [
    ...defaultsAdded(defaults, image, path),
    ...(image['discoveryLimit'] === 0
      ? [doubtful('default-field', [...path, 'discoveryLimit'], zero, { hint: 'Write a number from 1 to 100.' })]
      : []),
  ];
}

function checkStrategy(image: EditableMap, path: YamlPath): Finding[] {
  const strategy = textOf(image['imageSelectionStrategy']);
  const constraint = textOf(image['constraint']);
  const has = (key: string): boolean => (image[key] ?? null) !== null;
  if (strategy === 'Digest') {
    const ignored = ['allowTagsRegexes', 'ignoreTagsRegexes'].filter(has);
    return [
      ...(constraint === ''
        ? [wrong('digest-tag', path, 'Kargo refuses `Digest` without the tag to follow', { hint: 'Write the tag as `constraint`.' })]
        : []),
      ...(constraint !== '' && !/^\w[\w.-]{0,127}$/.test(constraint)
        ? [
            wrong('digest-tag', [...path, 'constraint'], `${show(constraint)} is no tag, so that nothing is ever found`, {
              hint: 'With `Digest` the constraint is one tag.',
            }),
          ]
        : []),
      ...ignored.map((key) =>
        doubtful('ignored-field', [...path, key], `\`Digest\` follows its tag and ignores \`${key}\``, { key: true }),
      ),
    ];
  }
  if (strategy !== 'Lexical' && strategy !== 'NewestBuild') return [];
  return [
    ...(constraint === ''
      ? []
      : [
          doubtful('ignored-field', [...path, 'constraint'], `\`${strategy}\` ignores the constraint`, {
            key: true,
            hint: 'Write a pattern into `allowTagsRegexes`.',
          }),
        ]),
    ...(has('allowTagsRegexes')
      ? []
      : [
          doubtful('every-tag', path, `\`${strategy}\` takes every tag, signatures and caches too`, {
            hint: 'Say in `allowTagsRegexes` which tags are meant.',
          }),
        ]),
  ];
}

/** Admission takes them; then every look fails, or they count for nothing. */
function checkOldFields(image: EditableMap, path: YamlPath): Finding[] {
  const isDigest = image['imageSelectionStrategy'] === 'Digest';
  const old = { allowTags: 'allowTagsRegexes', ignoreTags: 'ignoreTagsRegexes' };
  return [
    ...Object.entries(old).flatMap(([key, now]) =>
      (image[key] ?? null) === null
        ? []
        : [
            wrong(
              'old-tag-field',
              [...path, key],
              isDigest ? `\`Digest\` ignores \`${key}\`` : `with \`${key}\` every look fails, and no Freight is ever made`,
              {
                key: true,
                hint: isDigest ? 'The tag stands in `constraint`.' : `Write \`${now}\`, which is a list.`,
              },
            ),
          ],
    ),
    ...((image['semverConstraint'] ?? null) === null
      ? []
      : [
          wrong('old-tag-field', [...path, 'semverConstraint'], 'Kargo ignores `semverConstraint` and takes any version', {
            key: true,
            hint: 'Write `constraint`.',
          }),
        ]),
  ];
}

function checkPattern({ path, value }: Part<string>): Finding[] {
  // Longer ones are for Kargo to try: what we know of RE2 is meant for what people write.
  const parsed = value.length > 256 || value.includes('${') ? undefined : parseTagPattern(value);
  if (parsed !== undefined && !parsed.ok) {
    const { hint } = parsed.error;
    return [
      wrong(
        'pattern',
        path,
        `the pattern ${show(value)} is none that RE2 knows, so that every look fails`,
        hint === undefined ? {} : { hint },
      ),
    ];
  }
  const isAllowed = path.at(-2) === 'allowTagsRegexes';
  if (!isAllowed || isAnchored(value)) return [];
  return [doubtful('loose-pattern', path, `the pattern ${show(value)} also fits a part of a tag`, { hint: `Write \`^(?:${value})$\`.` })];
}

/** Anchored at both ends, whichever way is taken: not `^a|b$`. */
function isAnchored(pattern: string): boolean {
  if (!/^\^[\s\S]*\$$/.test(pattern)) return false;
  let depth = 0;
  let isClass = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    if (char === '\\') index += 1;
    else if (isClass) isClass = char !== ']';
    else if (char === '[') isClass = true;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === '|' && depth === 0) return false;
  }
  return true;
}

function checkPlatform(image: EditableMap, path: YamlPath): Finding[] {
  const platform = textOf(image['platform']);
  if (platform === '') return [];
  const at = [...path, 'platform'];
  const hint = 'Leave it out: the digest of an index is that of all its platforms.';
  if (!/^\w+\/\w+(?:\/\w+)?$/.test(platform))
    return [wrong('platform', at, `${show(platform)} is no platform, so that nothing is ever found`, { hint })];
  return [doubtful('platform', at, 'an image without an index, or whose variant is named otherwise, is never found', { hint })];
}
