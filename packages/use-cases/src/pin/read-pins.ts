import type { Enrollment, ImageName, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { readEnrollment } from '@image-factory/core/enrollment';
import type { PulledImage } from '@image-factory/core/dockerfile';
import { markDigests, pinnedImages, pinsBeside, tracePins, type MarkedTexts, type Pin, type Traced } from '@image-factory/core/pin';
import type { Problem } from '@image-factory/core/problem';
import { emptySnapshot } from '@image-factory/core/state';
import { enrolledBuild } from '../definition/define-build.ts';
import { discover } from '../discover.ts';
import type { Log, SourceRead, Sources } from '../ports.ts';
import { fileId, placeOf, type PinHome } from './places.ts';
import type { PinPlace } from './ports.ts';

/** A file that pins may stand in. */
export interface PinFile {
  readonly place: PinPlace;
  readonly path: RepoPath;
  readonly text: string;
}

/** The pins of images, and how to look again at what they would pull. */
export interface ReadPins {
  /** By id. */
  readonly files: ReadonlyMap<string, PinFile>;
  readonly marked: MarkedTexts;
  readonly images: ReadonlyMap<ImageName, TracedImage>;
  /** What is pulled once files hold other texts; by image, for those that could be analyzed. */
  analyze(texts: ReadonlyMap<string, string>, only: ReadonlySet<ImageName>): Promise<ReadonlyMap<ImageName, readonly PulledImage[]>>;
  readonly problems: readonly Problem[];
}

interface TracedImage extends Traced {
  readonly image: ManagedImage;
  /** Id of its Dockerfile. */
  readonly file: string;
  /** What is pulled according to the marked texts. */
  readonly probed: readonly PulledImage[];
  /** Pins of the same bases in stages that no build needs. */
  readonly beside: readonly Pin[];
}

export interface ReadPinsInput {
  readonly images: readonly ManagedImage[];
  /** images.yaml and its like: they may hold pins, as contexts and build arguments. */
  readonly enrollmentFiles: readonly { readonly path: RepoPath; readonly text: string }[];
  readonly home: PinHome;
  readonly sources: Sources;
  readonly log: Log;
}

/**
 * Finds the places of pins by asking the analysis itself: what it pulls from the texts as they are, and what it pulls once
 * each place that could be a pin holds something else. So a pin is found wherever an analysis reads it: in Dockerfiles, bake
 * and compose files, and images.yaml.
 */
export async function readPins({ images, enrollmentFiles, home, sources, log }: ReadPinsInput): Promise<ReadPins> {
  const files = new Map<string, PinFile>();
  const own: PinPlace | undefined = images[0] && { ...placeOf({ source: withoutRepo(images[0]) }, home) };
  const idOf = (path: RepoPath): string | undefined => own && fileId(own, path);
  for (const { path, text } of enrollmentFiles) if (own !== undefined) files.set(fileId(own, path), { place: own, path, text });
  const enrollment: Enrollment = { images: new Map(images.map((image) => [image.name, image])), unusable: new Set(), complete: true };
  const first = await discover(enrollment, emptySnapshot(), undefined, { sources: recording(sources, home, files), log });
  const digests = new Set(
    [...first.discoveries.values()]
      .flatMap((found) => (found.kind === 'success' ? pinnedImages(found.images) : []))
      .map(({ digest }) => digest),
  );
  const marked = markDigests(new Map([...files].map(([id, { text }]) => [id, text])), digests);

  async function analyze(texts: ReadonlyMap<string, string>, only: ReadonlySet<ImageName>) {
    const overlaid: Sources = {
      async read(source, path) {
        const id = fileId(placeOf({ source }, home), path);
        const text = texts.get(id) ?? files.get(id)?.text;
        return text === undefined ? sources.read(source, path) : { kind: 'file', text, hash: '' };
      },
    };
    const written = enrollmentFiles.map(({ path, text }) => ({ path, text: texts.get(idOf(path) ?? '') ?? text }));
    const isSame = written.every(({ text }, index) => text === enrollmentFiles[index]?.text);
    const again = isSame ? enrollment : readEnrollment(written).value;
    const found = await discover(again, emptySnapshot(), (name) => only.has(name), { sources: overlaid, log });
    return new Map(
      [...found.discoveries].flatMap(([name, discovery]) => (discovery.kind === 'success' ? [[name, discovery.images] as const] : [])),
    );
  }

  const names = new Set(images.map(({ name }) => name));
  const probed = digests.size === 0 ? new Map<ImageName, readonly PulledImage[]>() : await analyze(marked.texts, names);
  const traced = images.flatMap((image) => {
    const pulled = probed.get(image.name);
    if (pulled === undefined) return [];
    const before = first.discoveries.get(image.name);
    const found = tracePins(marked, before?.kind === 'success' ? before.images : [], pulled);
    const file = fileId(placeOf(image, home), image.source.dockerfile);
    const { target: _, ...build } = enrolledBuild(image);
    const options = image.source.bakeFile === undefined ? enrolledBuild(image) : build;
    return [[image.name, { image, file, ...found, probed: pulled, beside: pinsBeside(marked, found.pins, { ...options, file }) }] as const];
  });
  return { files, marked, images: new Map(traced), analyze, problems: first.problems };
}

/** Remembers what was read. Workflows are left out: it takes a right of its own to change them. */
function recording(sources: Sources, home: PinHome, files: Map<string, PinFile>): Sources {
  return {
    async read(source, path): Promise<SourceRead> {
      const read = await sources.read(source, path);
      const place = placeOf({ source }, home);
      if (read.kind === 'file' && !path.startsWith('.github/')) files.set(fileId(place, path), { place, path, text: read.text });
      return read;
    },
  };
}

function withoutRepo({ source }: ManagedImage): ManagedImage['source'] {
  const { repo: _, ...rest } = source;
  return rest;
}
