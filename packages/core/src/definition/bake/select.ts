import { error, type Checked } from '../../problem/index.ts';
import { show, suggest } from '../../text/index.ts';
import type { BakeFile } from './types.ts';

/** What an enrolled image says of itself. */
export interface BakeImage {
  readonly name: string;
  /** With the registry: `ghcr.io/acme/app`. */
  readonly repository: string;
  /** The target that the entry names. */
  readonly target?: string;
}

/**
 * The target that builds an image: the one it names; or else the one called like it; or else the only one that is tagged
 * with its repository; or else the only one of the group `default`.
 */
export function selectBakeTarget({ targets, groups }: BakeFile, { name, repository, target }: BakeImage): Checked<string | undefined> {
  const names = [...targets.keys()];
  if (target !== undefined) {
    const members = groups.get(target)?.filter((member) => targets.has(member));
    if (targets.has(target)) return { value: target, problems: [] };
    if (members?.length === 1) return { value: members[0], problems: [] };
    return refuse(
      members === undefined ? `The bake file has no target ${show(target)}.` : `${show(target)} is a group of several targets.`,
      target,
      members ?? names,
      members === undefined ? 'definition/no-build' : 'definition/ambiguous-build',
    );
  }
  if (targets.has(name)) return { value: name, problems: [] };
  const publishing = names.filter((one) => targets.get(one)?.tags?.some((tag) => repositoryOf(tag) === repository));
  if (publishing.length === 1) return { value: publishing[0], problems: [] };
  if (publishing.length > 1)
    return refuse(`Several targets of the bake file publish ${show(repository)}.`, name, publishing, 'definition/ambiguous-build');
  const defaults = groups.get('default')?.filter((one) => targets.has(one)) ?? names.filter((one) => one === 'default');
  if (defaults.length === 1) return { value: defaults[0], problems: [] };
  return refuse(`No target of the bake file is called ${show(name)}, and none publishes ${show(repository)}.`, name, names);
}

function refuse(
  message: string,
  word: string,
  names: readonly string[],
  code: 'definition/no-build' | 'definition/ambiguous-build' = 'definition/no-build',
): Checked<undefined> {
  const meant = suggest(word, names);
  const listed =
    names.length === 0 ? 'It has none.' : `Set \`target\` to one of: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}.`;
  const hint = meant === undefined ? listed : `Did you mean \`${meant}\`? ${listed}`;
  return { value: undefined, problems: [error(code, message, { hint })] };
}

/** Without the tag; Docker Hub's short names are written out. */
function repositoryOf(tag: string): string {
  const plain = (tag.split('@')[0] ?? '').replace(/:[^/:]*$/, '');
  const [host = '', ...path] = plain.split('/');
  if (path.length === 0) return `docker.io/library/${plain}`;
  return host.includes('.') || host.includes(':') || host === 'localhost' ? plain : `docker.io/${plain}`;
}
