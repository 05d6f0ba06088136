import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalImages } from './canonical.ts';
import { pulls, type Peer } from './question.ts';

export interface RenovateDependency {
  readonly depName?: string | null;
  readonly currentValue?: string | null;
  readonly currentDigest?: string | null;
  readonly depType?: string | null;
  readonly skipReason?: string | null;
}

interface Extractor {
  extractPackageFile(content: string, packageFile: string, config: object): { readonly deps: readonly RenovateDependency[] } | null;
}

/**
 * Renovate's own extraction, from a folder that somebody installed it to. It is under the AGPL: nothing of it is part of
 * this repository, and it is loaded only when it was asked for.
 */
export async function loadRenovate(folder: string): Promise<Peer> {
  const path = join(folder, 'node_modules/renovate/dist/modules/manager/dockerfile/extract.js');
  const { extractPackageFile } = (await import(pathToFileURL(path).href)) as Extractor;
  return { name: 'Renovate', answer: ({ text }) => pulls(imagesOf(extractPackageFile(text, 'Dockerfile', {})?.deps ?? [])) };
}

/** Images that are not frontends; what Renovate itself skips, it does not tell. */
export function imagesOf(dependencies: readonly RenovateDependency[]): string[] {
  const told = dependencies.filter(({ depType, skipReason }) => depType !== 'syntax' && (skipReason ?? '') === '');
  return canonicalImages(
    told.map(({ depName, currentValue, currentDigest }) => `${depName ?? ''}${withMark(':', currentValue)}${withMark('@', currentDigest)}`),
  );
}

function withMark(mark: string, text: string | null | undefined): string {
  return text === null || text === undefined || text === '' ? '' : mark + text;
}
