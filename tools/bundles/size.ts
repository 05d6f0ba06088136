import type { Folder } from './folder.ts';

/** In bytes, lazy parts included. */
const sizeLimit = 1_500_000;

export interface Size {
  readonly total: number;
  /** What every start reads. */
  readonly entry: number;
  readonly lazyParts: number;
}

/** Code alone; licenses and package.json are not loaded. */
export function sizeOf(bundle: Folder): Size {
  const parts = [...bundle].filter(([path]) => path.endsWith('.js'));
  const total = parts.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  return { total, entry: bundle.get('index.js')?.length ?? 0, lazyParts: parts.length - 1 };
}

export function describeSize(name: string, { total, entry, lazyParts }: Size): string {
  return `dist/${name}: ${kilobytes(total)} (${kilobytes(entry)} at start, ${lazyParts} lazy ${lazyParts === 1 ? 'part' : 'parts'})`;
}

/** @returns what is wrong, if anything */
export function refuseSize(name: string, { total }: Size, limit: number = sizeLimit): string | undefined {
  if (total <= limit) return undefined;
  return `dist/${name} has ${kilobytes(total)}, more than ${kilobytes(limit)}: load libraries only where they are used, or do without.`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
