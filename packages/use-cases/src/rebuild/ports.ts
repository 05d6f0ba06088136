import type { Digest, Repository } from '@image-factory/core/reference';
import type { RegistryPort } from '../observe/index.ts';

/** What images of a registry hold. What could not be had just now is undefined, not an exception. */
export interface ImageContents {
  /** The JSON of a manifest or index. */
  manifest(repository: Repository, digest: Digest): Promise<unknown>;
  /** The text of a blob. @param maxBytes - what is larger is not read */
  blob(repository: Repository, digest: Digest, maxBytes: number): Promise<string | undefined>;
  /** What the config of an image says. @param digest - of the manifest of one platform */
  config(
    repository: Repository,
    digest: Digest,
  ): Promise<{ readonly labels: ReadonlyMap<string, string>; readonly diffIds: readonly string[] } | undefined>;
}

export type Registries = RegistryPort & ImageContents;
