import { at, isObject, listAt } from '../text/index.ts';
/** What the config of an image tells about where it comes from. */
export interface ImageConfig {
  readonly labels: ReadonlyMap<string, string>;
  /** Digests of the unpacked layers, the lowest first. */
  readonly diffIds: readonly string[];
}

/** Images have 127 layers at most where they are to run. */
const mostLayers = 1024;

/**
 * @param config - JSON of the config of an image, or anything
 * @returns without layers when one of them can not be read, or there are too many: a part of them would tell a lie
 */
export function readImageConfig(config: unknown): ImageConfig {
  const written = at(config, 'config', 'Labels');
  const labels = Object.entries(isObject(written) ? written : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const diffIds = listAt(config, 'rootfs', 'diff_ids');
  const isReadable = diffIds.length <= mostLayers && diffIds.every((id) => typeof id === 'string' && id !== '');
  return { labels: new Map(labels), diffIds: isReadable ? diffIds.filter((id) => typeof id === 'string') : [] };
}
