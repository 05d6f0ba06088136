import type { EnrolledImage, ExternalImage, ManagedImage } from '../enrollment/index.ts';
import { toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { withoutWatch } from './base-state.ts';
import { readDetails, renderDetails, renderUnknown, toDetails, type BaseDetail } from './details.ts';
import type { Discovery } from './discovery.ts';
import { mergeState } from './merge.ts';
import { exactPattern, watchOf } from './watch.ts';

type Change = readonly [string, YamlValue | undefined];

/** What the analysis of this run says about an image, over what an earlier run said. */
export interface ImageFindings {
  /** Names of base states and enrolled images, ordered. */
  readonly baseImages: readonly string[];
  readonly discovery: Discovery;
}

/** The images that a build pulls: those found now, else those of the last analysis that succeeded. */
export function currentDetails(discovery: Discovery, existing: YamlMap | undefined): readonly BaseDetail[] {
  if (discovery.kind === 'success') return toDetails(discovery.images);
  return existing === undefined ? [] : readDetails(existing);
}

export function imageState(image: EnrolledImage, existing: YamlMap | undefined, findings: ImageFindings, now: string): YamlMap {
  return image.kind === 'managed' ? managedState(image, existing, findings, now) : externalState(image, existing, now);
}

/** Managed: no upstream Warehouse configuration (P3), the bases as found (P7). */
function managedState(image: ManagedImage, existing: YamlMap | undefined, { baseImages, discovery }: ImageFindings, now: string): YamlMap {
  return mergeState(
    'managed',
    existing,
    'analyze',
    new Map([
      ...common(image, existing, now),
      ...withoutWatch(),
      ['constraint', undefined],
      ['baseImages', toYaml(baseImages)],
      ...discoveryFields(discovery, existing, now),
    ]),
  );
}

function externalState(image: ExternalImage, existing: YamlMap | undefined, now: string): YamlMap {
  return mergeState(
    'external',
    existing,
    'analyze',
    new Map([
      ...common(image, existing, now),
      ['lastDiscovery', existing?.get('lastDiscovery') ?? now],
      ['discoveryStatus', 'external'],
      ['discoveryError', undefined],
      ['analysisKey', undefined],
      ...externalWatch(image),
      ['baseImages', toYaml([])],
      ['baseImageDetails', undefined],
      ['unknownImages', undefined],
    ]),
  );
}

function externalWatch(image: ExternalImage): Change[] {
  const watch = watchOf(image);
  const pattern = image.allowTags ?? (watch?.strategy === 'Digest' ? exactPattern(watch.tag) : undefined);
  return [
    ['repoURL', `${image.registry}/${image.repository}`],
    ['allowTags', pattern],
    ['constraint', image.constraint],
    ['imageSelectionStrategy', image.imageSelectionStrategy],
  ];
}

function common(image: EnrolledImage, existing: YamlMap | undefined, now: string): Change[] {
  return [
    ['name', image.name],
    ['enrolledAt', existing?.get('enrolledAt') ?? now],
    ['enrollment', enrollmentCopy(image)],
    ['archived', undefined],
  ];
}

function enrollmentCopy({ written }: EnrolledImage): YamlValue {
  const { name: _, ...rest } = written;
  return toYaml(rest);
}

function discoveryFields(discovery: Discovery, existing: YamlMap | undefined, now: string): Change[] {
  switch (discovery.kind) {
    case 'success':
      return [
        ['lastDiscovery', now],
        ['discoveryStatus', 'success'],
        ['discoveryError', undefined],
        ['analysisKey', discovery.key],
        ['baseImageDetails', renderDetails(toDetails(discovery.images))],
        ['unknownImages', renderUnknown(discovery.unknown)],
      ];
    case 'failed':
      return [
        ['lastDiscovery', now],
        ['discoveryStatus', 'failed'],
        ['discoveryError', toYaml({ code: discovery.code, message: discovery.message, line: discovery.line })],
        ['analysisKey', undefined],
      ];
    case 'unchanged':
      return [['lastDiscovery', now]];
    case 'none':
      return keptDiscovery(existing);
  }
}

// An external image that becomes managed was never analysed: its status starts anew.
function keptDiscovery(existing: YamlMap | undefined): Change[] {
  const status = existing?.get('discoveryStatus');
  return status === undefined || status === 'external'
    ? [
        ['lastDiscovery', toYaml(null)],
        ['discoveryStatus', 'pending'],
      ]
    : [];
}
