import { error, formatLocation, warning, worstFirst, type Checked, type Problem } from '../problem/index.ts';
import { repositoryUrl } from '../reference/index.ts';
import { show } from '../text/index.ts';
import type { EditableDocument } from '../yaml/index.ts';
import { readEntry, type EntryReading } from './read-entry.ts';
import { readFile, type EnrollmentText, type FileReading } from './read-file.ts';
import type { EnrolledImage, Enrollment, ImageName } from './types.ts';

/** Most entries of all files together. */
export const maxEntries = 20_000;

/**
 * Reads all enrollment files: images.yaml first, then those of images.d in the order given (SPEC section 3).
 * Everything that is wrong anywhere is told in one run. An entry with a mistake is left out as a whole, the others count.
 *
 * Defaults hold for the file that they stand in. Of two entries with the same name, or that publish the same image, the
 * first one counts.
 */
export function readEnrollment(files: readonly EnrollmentText[]): Checked<Enrollment> {
  if (files.length === 0) return nothingEnrolled;
  const roll = createRoll();
  for (const file of files) {
    const reading = readFile(file);
    roll.addFile(reading);
    const { document, base } = reading;
    if (document === undefined) continue;
    for (const [index, value] of reading.entries.entries()) {
      const path = [...base, index];
      if (!roll.hasRoom(document, path)) break;
      roll.addEntry(readEntry(document, path, value, reading.defaults, flawsOf(document, base.length, index)), document);
    }
  }
  return roll.close();
}

const nothingEnrolled: Checked<Enrollment> = {
  value: { images: new Map(), unusable: new Set(), complete: false },
  problems: [
    warning('enrollment/missing-file', 'There is no images.yaml: no image is enrolled.', {
      hint: 'Run `image-factory init`, which finds Dockerfiles and proposes entries.',
    }),
  ],
};

function flawsOf({ flaws }: EditableDocument, depth: number, index: number): Problem[] {
  if (flaws.length === 0) return [];
  return flaws.filter(({ path }) => path[depth] === index && (depth === 0 || path[0] === 'images')).map(({ problem }) => problem);
}

/** Collects entries and keeps the rules between them. */
function createRoll() {
  const images = new Map<ImageName, EnrolledImage>();
  const names = new Map<ImageName, string>();
  const published = new Map<string, EnrolledImage>();
  const unusable = new Set<string>();
  const problems: Problem[] = [];
  let complete = true;
  let count = 0;

  function addFile(reading: FileReading): void {
    problems.push(...reading.problems);
    for (const name of reading.lost) unusable.add(name);
    complete &&= reading.complete;
  }

  function hasRoom({ file, locate }: EditableDocument, path: EntryReading['path']): boolean {
    count += 1;
    if (count <= maxEntries) return true;
    complete = false;
    if (count === maxEntries + 1)
      problems.push(
        error('enrollment/too-many', `There are more than ${maxEntries} entries; those from here on are not read.`, {
          source: { file, range: locate(path) },
        }),
      );
    return false;
  }

  function addEntry(reading: EntryReading, document: EditableDocument): void {
    problems.push(...reading.problems);
    const { name, image } = reading;
    if (name === undefined) {
      complete = false;
      return;
    }
    const clash = nameClash(reading, document) ?? (image && imageClash(image));
    if (clash !== undefined) problems.push(clash);
    if (image === undefined || clash !== undefined) {
      if (!images.has(name)) unusable.add(name);
      return;
    }
    images.set(name, image);
    if (image.kind === 'managed') published.set(repositoryUrl({ domain: image.registry, path: image.repository }), image);
  }

  function nameClash({ name, path }: EntryReading, { file, locate }: EditableDocument): Problem | undefined {
    if (name === undefined) return undefined;
    const source = { file, range: locate([...path, 'name']) };
    const first = names.get(name);
    if (first === undefined) {
      names.set(name, formatLocation(source));
      return undefined;
    }
    return error('enrollment/duplicate-name', `${show(name)} is enrolled twice; the first entry, at ${first}, counts.`, {
      hint: 'Give one of the two another name, or remove it.',
      source,
      image: name,
    });
  }

  function imageClash(image: EnrolledImage): Problem | undefined {
    if (image.kind === 'external') return undefined;
    const url = repositoryUrl({ domain: image.registry, path: image.repository });
    const first = published.get(url);
    if (first === undefined) return undefined;
    return error(
      'enrollment/duplicate-image',
      `${show(image.name)} publishes ${show(url)}, as ${show(first.name)} does (${formatLocation(first.at)}).`,
      {
        hint: 'Two builds would overwrite each other: give one of them a `repository` of its own.',
        source: image.at,
        image: image.name,
      },
    );
  }

  function close(): Checked<Enrollment> {
    return { value: { images, unusable, complete }, problems: worstFirst(problems) };
  }

  return { addFile, hasRoom, addEntry, close };
}
