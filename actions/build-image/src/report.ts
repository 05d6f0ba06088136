import { fitting } from '@image-factory/action-kit';
import { renderMetadata, type BuildMetadata, type Version } from '@image-factory/core/build';
import type { Platform } from '@image-factory/core/dockerfile';
import type { Problem } from '@image-factory/core/problem';
import type { MatrixJob } from './matrix.ts';

/** What a mode came to. */
export interface Ended {
  readonly metadata?: BuildMetadata;
  /** Where the image is pushed: `ghcr.io/acme/app`. */
  readonly repository?: string;
  readonly version?: Version;
  readonly wantedPlatforms?: readonly Platform[];
  readonly matrix?: readonly MatrixJob[];
  readonly metadataFile?: string;
  /** Markdown. */
  readonly summary: string;
  readonly problems: readonly Problem[];
}

/** The outputs of action.yml. */
export interface BuildOutputs {
  readonly outcome: string;
  readonly version: string;
  readonly digest: string;
  readonly publishedDigest: string;
  readonly tags: readonly string[];
  readonly platforms: Readonly<Record<string, string>>;
  readonly repository: string;
  readonly reference: string;
  readonly metadata: string;
  readonly metadataFile: string;
  readonly wantedPlatforms: readonly string[];
  readonly matrix: readonly MatrixJob[];
  readonly problems: readonly Problem[];
}

export const nothing: BuildOutputs = {
  outcome: '',
  version: '',
  digest: '',
  publishedDigest: '',
  tags: [],
  platforms: {},
  repository: '',
  reference: '',
  metadata: '',
  metadataFile: '',
  wantedPlatforms: [],
  matrix: [],
  problems: [],
};

const mostProblems = 100_000;

export function toOutputs({
  metadata,
  repository = '',
  version,
  wantedPlatforms = [],
  matrix = [],
  metadataFile = '',
  problems,
}: Ended): BuildOutputs {
  return {
    outcome: metadata?.outcome ?? '',
    version: metadata?.version ?? version ?? '',
    digest: metadata?.digest ?? '',
    publishedDigest: metadata?.publishedDigest ?? '',
    tags: metadata?.tags ?? [],
    platforms: Object.fromEntries(metadata?.platforms ?? []),
    repository,
    reference: metadata === undefined ? '' : `${repository}@${metadata.digest}`,
    metadata: metadata === undefined ? '' : renderMetadata(metadata),
    metadataFile,
    wantedPlatforms,
    matrix,
    problems: fitting(problems, mostProblems),
  };
}
