import { parsePlatform } from '../../dockerfile/index.ts';
import { show } from '../../text/index.ts';
import { cleanPath } from '../hcl/index.ts';
import type { BuildDefinition, UnknownValue } from '../types.ts';
import type { Leaf, LeafList, LeafMap } from './leaf.ts';
import type { Resolved, Unresolved } from './resolve.ts';

type Field = UnknownValue['field'];

/** What bake would hand to the build for a target, or why it refuses to. */
export function toDefinition({ layer, instance }: Resolved): BuildDefinition | Unresolved {
  const unknown: UnknownValue[] = [];
  const one = (field: Field, leaf: Leaf | undefined): string | undefined => {
    if (leaf?.kind !== 'unknown') return leaf?.text;
    unknown.push(toUnknown(field, leaf));
    return undefined;
  };
  const list = (field: Field, leaves: LeafList | undefined): string[] => leaves?.flatMap((leaf) => one(field, leaf) ?? []) ?? [];
  const map = (field: Field, leaves: LeafMap): Record<string, string> => {
    const known = new Map<string, string>();
    for (const [key, leaf] of leaves) {
      if (leaf.kind === 'unknown') unknown.push(toUnknown(field, leaf, key));
      else if (key !== undefined) known.set(key, leaf.text);
    }
    return Object.fromEntries([...known].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  const context = layer.context?.kind === 'unknown' ? one('context', layer.context) : cleanContext(layer.context?.text ?? '.');
  const named = one('dockerfile', layer.dockerfile);
  const dockerfile = named === '' || layer.dockerfile === undefined ? 'Dockerfile' : named;
  if (layer.context?.kind === 'text' && layer.context.text === '-')
    return { instance, message: 'The context can not come from standard input.' };
  if (dockerfile === '-') return { instance, message: 'The Dockerfile can not come from standard input.' };
  const [inline, target] = [one('dockerfile', layer.inline), one('target', layer.target)];
  const [platforms, tags] = [list('platforms', layer.platforms), list('tags', layer.tags)];
  const [buildArgs, contexts] = [map('buildArgs', layer.args), map('contexts', layer.contexts)];
  const wrong = platforms.find((platform) => !isPlatform(platform));
  if (wrong !== undefined) return { instance, message: `${show(wrong)} is no platform.` };
  return {
    ...(context !== undefined && { context }),
    ...(dockerfile !== undefined && { dockerfile }),
    ...(inline !== undefined && { dockerfileInline: inline }),
    ...(target !== undefined && { target }),
    ...(platforms.length > 0 && { platforms }),
    ...(tags.length > 0 && { tags }),
    ...(Object.keys(buildArgs).length > 0 && { buildArgs }),
    ...(Object.keys(contexts).length > 0 && { contexts }),
    unknown: unknown.filter(({ why }) => why !== ''),
  };
}

function toUnknown(field: Field, { written, line, why }: Leaf & { readonly kind: 'unknown' }, key?: string): UnknownValue {
  return { field, ...(key !== undefined && { key }), written, line, why };
}

const remote = /^(?:https?|git|ssh):\/\/|^git@|^github\.com\//;

/** A folder in its shortest form. `cwd://` is where bake runs, which is the same unless the file was read from elsewhere. */
function cleanContext(context: string): string {
  if (remote.test(context)) return context;
  return cleanPath(context.startsWith('cwd://') ? context.slice('cwd://'.length) : context);
}

/** As containerd reads platforms: a system and an architecture, or one of the two where it is known. */
function isPlatform(platform: string): boolean {
  return platform.split(',').every((one) => {
    const parts = one
      .trim()
      .replace(/\([^()]*\)/, '')
      .split('/');
    if (!parts.every((part) => /^[A-Za-z0-9_.-]+$/.test(part)) || parts.length > 3) return false;
    return parts.length > 1 || one.trim() === 'local' || parsePlatform(one.trim()) !== undefined;
  });
}
