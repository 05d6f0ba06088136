import type { ConsumerUpdate } from '@image-factory/core/enrollment';
import { cloneUrl, type Repository } from './forge-url.ts';
import { code, expression, literal, quoted, sentence, type KargoExpression, type KargoLiteral } from './text.ts';
import type { UsesStep } from './types.ts';

/** A file in some repository that names the image. */
export interface UpdateTarget {
  readonly repository: Repository;
  readonly branch?: KargoLiteral;
  readonly path: KargoLiteral;
  readonly type: ConsumerUpdate['type'];
  /** Dotted path of the value in the file, for all types but `kustomize-set-image`. */
  readonly key?: KargoLiteral;
}

export interface Author {
  readonly name: KargoLiteral;
  readonly email: KargoLiteral;
}

/** The published image, and whether its tags tell versions apart. */
export interface Published {
  readonly image: string;
  readonly repository: KargoLiteral;
  readonly versioned: boolean;
}

/** Steps that write the newest version of an image into a file of another repository (R18): clone, edit, commit, push. */
export function updateSteps(published: Published, target: UpdateTarget, author: Author): UsesStep[] {
  return [
    {
      uses: 'git-clone',
      as: 'clone',
      config: {
        repoURL: cloneUrl(target.repository),
        author: { name: author.name, email: author.email },
        checkout: [{ ...(target.branch === undefined ? {} : { branch: target.branch }), path: workTree }],
      },
    },
    target.type === 'kustomize-set-image' ? setImage(published, target) : setValue(published, target, target.key ?? usualKey),
    {
      uses: 'git-commit',
      as: 'commit',
      config: { path: workTree, message: sentence`Update ${literal(published.image)} to ${inWords(published)}` },
    },
    { uses: 'git-push', as: 'push', config: { path: workTree } },
  ];
}

const workTree = literal('src');
/** Where charts keep the tag of their image. */
const usualKey = literal('image.tag');

function setImage(published: Published, { path }: UpdateTarget): UsesStep {
  const { repository, versioned } = published;
  const chosen = versioned ? { tag: tagOf(repository) } : { digest: digestOf(repository) };
  return {
    uses: 'kustomize-set-image',
    as: 'edit',
    config: { path: kustomizationFolder(path), images: [{ image: repository, ...chosen }] },
  };
}

/** Kargo wants the folder; people name the file. */
function kustomizationFolder(path: string): KargoLiteral {
  const folder = path.replace(/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/, '');
  return folder === '' ? workTree : literal(`${workTree}/${folder}`);
}

function setValue(published: Published, { path }: UpdateTarget, key: KargoLiteral): UsesStep {
  return {
    uses: 'yaml-update',
    as: 'edit',
    config: { path: literal(`${workTree}/${path}`), updates: [{ key, value: valueFor(key, published) }] },
  };
}

/**
 * What a key wants to hold, by its last word: a digest, a tag, or the whole reference. Where the tag never changes the
 * digest is put behind it, which every consumer of tags understands, so that each new build changes the file.
 */
function valueFor(key: string, published: Published): KargoExpression {
  const { repository, versioned } = published;
  const word = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  if (word.endsWith('digest')) return digestOf(repository);
  if (word.endsWith('tag') || word.endsWith('version')) return version(published);
  const from = code`imageFrom(${quoted(repository)})`;
  return versioned
    ? expression`quote(${from}.RepoURL + ":" + ${from}.Tag)`
    : expression`quote(${from}.RepoURL + ":" + ${from}.Tag + "@" + ${from}.Digest)`;
}

function version({ repository, versioned }: Published): KargoExpression {
  const from = code`imageFrom(${quoted(repository)})`;
  return versioned ? tagOf(repository) : expression`quote(${from}.Tag + "@" + ${from}.Digest)`;
}

/** Not quoted: in the middle of a sentence nothing is taken for a number. */
function inWords({ repository, versioned }: Published): KargoExpression {
  const from = code`imageFrom(${quoted(repository)})`;
  return versioned ? expression`${from}.Tag` : expression`${from}.Tag + "@" + ${from}.Digest`;
}

function tagOf(repository: KargoLiteral): KargoExpression {
  return expression`quote(imageFrom(${quoted(repository)}).Tag)`;
}

function digestOf(repository: KargoLiteral): KargoExpression {
  return expression`quote(imageFrom(${quoted(repository)}).Digest)`;
}
