import type { BranchName, ManagedImage, RepoPath, RepoSlug } from '@image-factory/core/enrollment';
import { parseBranchName, parseRepoPath, parseSlugOfAnyForge, type Parsed as Grammar } from '@image-factory/core/enrollment';
import { error, type Checked, type Problem } from '@image-factory/core/problem';
import type { Digest, Tag } from '@image-factory/core/reference';
import { parsePublishedDigest, parsePublishedTag } from '@image-factory/core/state';
import { parseRemoteUrl, type RemotePlace, type RepositoryDescription } from '@image-factory/store';
import { loadFactory, type LoadDeps } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Place } from '../../place/find-place.ts';
import type { analyzeSpec } from './spec.ts';

/** What a job says about the image that started it, and about the repository that holds the state. */
export interface Claims {
  readonly image?: string;
  readonly tag?: Tag;
  readonly digest?: Digest;
  readonly dockerfile?: RepoPath;
  readonly repo?: RepoSlug;
  readonly provider?: string;
  readonly gitRepo?: RemotePlace;
  readonly gitBranch?: BranchName;
}

type Options = Parsed<typeof analyzeSpec>['options'];

const aboutImage = ['tag', 'digest', 'dockerfile', 'source-repo', 'source-provider'] as const;
type Named = (typeof aboutImage)[number] | 'git-repo' | 'git-branch';

/** Reads the claims by the grammars of what they name. */
export function readClaims(options: Options): Checked<Claims> {
  const problems: Problem[] = [];
  const { image } = options;
  const orphans = image === undefined ? aboutImage.filter((name) => options[name] !== undefined) : [];
  problems.push(...orphans.map((name) => error('inputs/missing', `--${name} needs --image: it says something about one image.`)));
  function read<T>(name: Named, parse: (text: string) => Grammar<T>): T | undefined {
    const text = options[name];
    const parsed = text === undefined ? undefined : parse(text);
    if (parsed === undefined || parsed.ok) return parsed?.value;
    problems.push(
      error('inputs/invalid', `--${name}: ${parsed.error.message}`, parsed.error.hint === undefined ? {} : { hint: parsed.error.hint }),
    );
    return undefined;
  }
  const value = withoutGaps({
    image,
    tag: read('tag', parsePublishedTag),
    digest: read('digest', parsePublishedDigest),
    dockerfile: read('dockerfile', parseRepoPath),
    repo: read('source-repo', parseSlugOfAnyForge),
    provider: options['source-provider'],
    gitRepo: read('git-repo', readAddress),
    gitBranch: read('git-branch', parseBranchName),
  });
  return { value, problems };
}

function readAddress(text: string): Grammar<RemotePlace> {
  const place = parseRemoteUrl(text);
  if (place !== undefined) return { ok: true, value: place };
  // The text is not shown: such addresses may hold a password.
  return {
    ok: false,
    error: {
      message: 'this is not the address of a repository on a forge.',
      hint: 'Write https://HOST/OWNER/REPO.git or git@HOST:OWNER/REPO.git.',
    },
  };
}

function withoutGaps<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/**
 * What disagrees with images.yaml, which is not overridden.
 *
 * @param repository - the one that holds the state
 */
export async function checkSource(
  claims: Claims,
  { dir }: Pick<Place, 'dir'>,
  target: LoadDeps,
  repository: RepositoryDescription,
): Promise<Problem[]> {
  const { image, dockerfile, repo, provider } = claims;
  if (dockerfile === undefined && repo === undefined && provider === undefined) return [];
  const { enrollment } = await loadFactory(dir, target);
  const enrolled = [...(enrollment?.images.values() ?? [])].find(({ name }) => name === image);
  if (enrolled === undefined) return []; // the analysis says so
  if (enrolled.kind === 'managed') return compareSource(claims, enrolled, repository);
  return [
    error('inputs/disagreement', `${enrolled.name} is only watched: images.yaml names no source that could be compared.`, {
      source: enrolled.at,
      image: enrolled.name,
    }),
  ];
}

/** What disagrees with the checkout. */
export function checkRepository({ gitRepo, gitBranch }: Claims, { slug, host, branch }: RepositoryDescription): Problem[] {
  const problems: Problem[] = [];
  if (gitRepo !== undefined && slug !== undefined && (!sameText(gitRepo.slug, slug) || (host !== undefined && host !== gitRepo.host))) {
    problems.push(
      error(
        'inputs/disagreement',
        `--git-repo says ${gitRepo.host}/${gitRepo.slug}, and the remote \`origin\` of this checkout is ${host ?? gitRepo.host}/${slug}.`,
        { hint: 'Run it in a checkout of the repository that holds the state, name one with --root, or add --commit.' },
      ),
    );
  }
  if (gitBranch !== undefined && branch !== undefined && gitBranch !== branch) {
    problems.push(
      error('inputs/disagreement', `--git-branch says ${gitBranch}, and ${branch} is checked out.`, { hint: `Check out ${gitBranch}.` }),
    );
  }
  return problems;
}

function compareSource({ dockerfile, repo, provider }: Claims, image: ManagedImage, here: RepositoryDescription): Problem[] {
  const { source } = image;
  const enrolledRepo = source.repo ?? here.slug;
  const disagree = (option: string, said: string, key: string, enrolled: string, at = image.at): Problem =>
    error('inputs/disagreement', `--${option} says ${said}, and \`${key}\` of ${image.name} in images.yaml is ${enrolled}.`, {
      source: at,
      image: image.name,
      hint: 'images.yaml decides. Correct whichever of the two is wrong.',
    });
  return [
    ...(dockerfile === undefined || dockerfile === source.dockerfile
      ? []
      : [disagree('dockerfile', dockerfile, 'source.dockerfile', source.dockerfile, image.dockerfileAt)]),
    ...(repo === undefined || enrolledRepo === undefined || sameText(repo, enrolledRepo)
      ? []
      : [disagree('source-repo', repo, 'source.repo', source.repo ?? `${enrolledRepo} (this repository)`)]),
    ...(provider === undefined || provider === source.provider
      ? []
      : [disagree('source-provider', provider, 'source.provider', source.provider)]),
  ];
}

/** Forges do not tell upper from lower case in these names. */
export function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
