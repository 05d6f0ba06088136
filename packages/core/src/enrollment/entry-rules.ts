import { show } from '../text/index.ts';
import { isEditableMap, type EditableMap, type EditableValue } from '../yaml/index.ts';
import { exactTagOf, isVersionRange, parseRepositoryIn, parseRepoSlug, reservedPrefix } from './grammar/index.ts';
import type { Issue } from './issue.ts';
import { externalKeys, managedKeys } from './schema.ts';
import type { Provider } from './types.ts';

/**
 * The rules of an entry that are about more than one key. They look at the entry as it was read, defaults included,
 * so that they speak up beside whatever else is wrong with it.
 */
export function findRuleBreaks(entry: EditableMap): Issue[] {
  const managed = 'source' in entry;
  return [...nameRules(entry), ...repositoryRules(entry), ...(managed ? managedRules(entry) : externalRules(entry))];
}

function nameRules({ name }: EditableMap): Issue[] {
  if (typeof name !== 'string' || !name.startsWith(reservedPrefix)) return [];
  const hint = name.length > reservedPrefix.length ? `For example \`${name.slice(reservedPrefix.length, 52)}\`.` : undefined;
  return [
    issue(
      'enrollment/reserved-name',
      ['name'],
      `${show(name)}: names that begin with \`${reservedPrefix}\` are kept for base images that the factory finds.`,
      hint,
    ),
  ];
}

function repositoryRules({ registry, repository }: EditableMap): Issue[] {
  if (typeof registry !== 'string' || typeof repository !== 'string') return [];
  const parsed = parseRepositoryIn(registry, repository);
  return parsed === undefined || parsed.ok
    ? []
    : [issue('enrollment/invalid-value', ['repository'], `\`repository\`: ${parsed.error.message}`, parsed.error.hint)];
}

function managedRules(entry: EditableMap): Issue[] {
  const misplaced = externalKeys
    .filter((key) => key in entry)
    .map((key) =>
      conflict(
        [key],
        `\`${key}\` is for images that are only watched, and this entry has a \`source\`.`,
        'Remove it: the tag that is watched for an image that we build is `publishedTag`.',
      ),
    );
  const { source } = entry;
  if (!isEditableMap(source)) return misplaced;
  const provider: Provider = source['provider'] === 'gitlab' ? 'gitlab' : 'github';
  return [
    ...misplaced,
    ...forgeRules(source, provider),
    ...slugRules(source['repo'], ['source', 'repo'], provider),
    ...updateRules(entry['updates'], provider),
  ];
}

function forgeRules(source: EditableMap, provider: Provider): Issue[] {
  const wrong = provider === 'gitlab' ? ['workflow'] : ['pipeline', 'job'];
  const hint = provider === 'gitlab' ? 'On GitLab name the `pipeline` and its `job`.' : 'On GitHub name the `workflow`.';
  const forge = provider === 'gitlab' ? 'GitHub, and the provider is `gitlab`' : 'GitLab, and the provider is `github`';
  return wrong.filter((key) => key in source).map((key) => conflict(['source', key], `\`source.${key}\` is for ${forge}.`, hint));
}

function updateRules(updates: EditableValue | undefined, provider: Provider): Issue[] {
  if (!Array.isArray(updates)) return [];
  return updates.flatMap((update: EditableValue, index) => {
    if (!isEditableMap(update)) return [];
    const { type, key, repo } = update;
    const slug = slugRules(repo, ['updates', index, 'repo'], provider);
    if (type === 'kustomize-set-image' && key !== undefined)
      return [
        ...slug,
        conflict(
          ['updates', index, 'key'],
          `\`updates[${index}].key\` is for \`yaml-update\` and \`helm\`; kustomize finds the image by its name.`,
          'Remove it.',
        ),
      ];
    return slug;
  });
}

/** A slug of the other forge passes the schema, which does not know the forge. */
function slugRules(repo: EditableValue | undefined, path: Issue['path'], provider: Provider): Issue[] {
  const parsed = typeof repo === 'string' ? parseRepoSlug(repo, provider) : undefined;
  if (parsed === undefined || parsed.ok) return [];
  return [
    issue(
      'enrollment/invalid-value',
      path,
      `\`${path.filter((step) => typeof step === 'string').join('.')}\`: ${parsed.error.message}`,
      parsed.error.hint,
    ),
  ];
}

function externalRules(entry: EditableMap): Issue[] {
  const misplaced = managedKeys
    .filter((key) => key in entry)
    .map((key) =>
      conflict(
        [key],
        `\`${key}\` is for images that we build, and this entry has no \`source\`.`,
        'Add `source` if the factory should build the image, else remove this key.',
      ),
    );
  return [...misplaced, ...watchRules(entry)];
}

/** What Kargo can watch: one tag (`Digest`), a range of versions (`SemVer`), or the tags that an expression allows. */
function watchRules(entry: EditableMap): Issue[] {
  const { allowTags, constraint, imageSelectionStrategy: strategy } = entry;
  if (allowTags === undefined && constraint === undefined) {
    return [
      issue(
        'enrollment/no-tags',
        [],
        'This entry has neither `source` nor `allowTags` nor `constraint`: there is nothing to watch.',
        'Name a tag, `constraint: 16-alpine`, or the tags to watch, `allowTags: ^16\\.\\d+-alpine$`. To have the image built, add `source`.',
      ),
    ];
  }
  const both = allowTags !== undefined && constraint !== undefined;
  if (both && strategy !== 'SemVer')
    return [
      conflict(
        ['constraint'],
        '`constraint` and `allowTags` exclude each other, unless `imageSelectionStrategy` is `SemVer`.',
        'Keep one of the two.',
      ),
    ];
  if ((strategy === 'Lexical' || strategy === 'NewestBuild') && constraint !== undefined) {
    return [
      conflict(
        ['constraint'],
        `\`constraint\` has no meaning with \`imageSelectionStrategy: ${strategy}\`.`,
        'Use `allowTags`, or leave `imageSelectionStrategy` out.',
      ),
    ];
  }
  return strategy === 'Digest' ? digestRules(allowTags, constraint) : [];
}

function digestRules(allowTags: EditableValue | undefined, constraint: EditableValue | undefined): Issue[] {
  const hint = '`Digest` follows one tag: write `constraint: 16-alpine`.';
  if (typeof allowTags === 'string' && exactTagOf(allowTags) === undefined)
    return [conflict(['allowTags'], `${show(allowTags)} allows more than one tag, and \`imageSelectionStrategy\` is \`Digest\`.`, hint)];
  if (typeof constraint === 'string' && isVersionRange(constraint))
    return [conflict(['constraint'], `${show(constraint)} is a range, and \`imageSelectionStrategy\` is \`Digest\`.`, hint)];
  return [];
}

function conflict(path: Issue['path'], message: string, hint: string): Issue {
  return { path, atKey: true, code: 'enrollment/conflicting-keys', message, hint };
}

function issue(code: Issue['code'], path: Issue['path'], message: string, hint: string | undefined): Issue {
  return { path, code, message, ...(hint === undefined ? {} : { hint }) };
}
