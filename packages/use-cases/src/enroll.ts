import {
  readEnrollment,
  renderEntry,
  type EnrolledImage,
  type Enrollment,
  type EnrollmentText,
  type EntryDraft,
  type RepoPath,
} from '@image-factory/core/enrollment';
import { error, hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import { parseRepository } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import { appendEntry } from '@image-factory/core/yaml';
import { layoutOf, pathIn, type Layout } from './layout.ts';
import type { Log, Tree } from './ports.ts';
import { write } from './write.ts';

export interface EnrollInputs {
  readonly dir: RepoPath;
  /** Keys as in images.yaml; those whose value is undefined are left out. */
  readonly entry: EntryDraft & { readonly name: string };
  readonly dryRun: boolean;
}

export interface EnrollReport {
  readonly dryRun: boolean;
  readonly changed: boolean;
  readonly name: string;
  readonly path: RepoPath;
  /** The text of the file now and as it was or would be afterwards; equal when nothing was done. */
  readonly before: string;
  readonly after: string;
  readonly problems: readonly Problem[];
}

export interface EnrollDeps {
  readonly tree: Tree;
  readonly log: Log;
}

const largest = 8 * 1024 * 1024 + 1;

/**
 * Adds one entry to images.yaml; every other byte of the file stays. The whole enrollment is read with the new entry
 * before anything is written: what it would break is refused.
 */
export async function enroll({ dir, entry, dryRun }: EnrollInputs, { tree, log }: EnrollDeps): Promise<EnrollReport> {
  const layout = layoutOf(dir);
  const path = layout.images;
  const { texts, problems } = await readTexts(layout, tree);
  const before = texts.find((file) => file.path === path)?.text ?? '';
  const refuse = (found: readonly Problem[]): EnrollReport => ({
    dryRun,
    changed: false,
    name: entry.name,
    path,
    before,
    after: before,
    problems: worstFirst(found),
  });
  if (problems.length > 0) return refuse(problems);
  const present = readEnrollment(texts);
  const twins = findTwins(entry, present.value, path);
  if (twins.length > 0) return refuse(twins);
  const edited = appendEntry(before, path, renderEntry(entry));
  if (!edited.ok) return refuse([edited.error]);
  const checked = readEnrollment([{ path, text: edited.value }, ...texts.filter((file) => file.path !== path)]);
  const caused = newProblems(present.problems, checked.problems);
  if (hasErrors(caused)) return refuse(caused.map(aboutEntry));
  const unwritten = dryRun ? [] : await write([{ kind: 'write', path, text: edited.value }], `Enroll ${entry.name}\n`, tree, log);
  if (unwritten.length > 0) return refuse(unwritten);
  return { dryRun, changed: true, name: entry.name, path, before, after: edited.value, problems: worstFirst(caused.map(aboutEntry)) };
}

async function readTexts({ images, imagesFolder }: Layout, tree: Tree): Promise<{ texts: EnrollmentText[]; problems: Problem[] }> {
  const paths = [images, ...(await tree.list(imagesFolder)).map((name) => pathIn(imagesFolder, name))];
  const texts: EnrollmentText[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const read = await tree.read(path, largest);
    if (read.kind === 'file') texts.push({ path, text: read.text });
    else if (read.kind === 'refused')
      problems.push(error('source/unreadable', `${path} can not be read: ${read.reason}.`, { source: { file: path } }));
  }
  return { texts, problems };
}

/** Entries with the same name, or that publish the same image, with their places. */
function findTwins({ name, registry, repository }: EntryDraft, { images, unusable }: Enrollment, path: RepoPath): Problem[] {
  const all = [...images.values()];
  const named = all.find((image) => image.name === name);
  if (named !== undefined)
    return [
      enrolled(`${named.name} is enrolled already.`, 'enrollment/duplicate-name', named, 'Change that entry, or choose another name.'),
    ];
  if (typeof name === 'string' && unusable.has(name)) {
    return [
      error('enrollment/duplicate-name', `${show(name)} is enrolled already, and its entry can not be used.`, {
        source: { file: path },
        hint: 'Correct that entry: `image-factory status` tells what is wrong with it.',
      }),
    ];
  }
  const image = typeof registry === 'string' && typeof repository === 'string' ? parseRepository(registry, repository) : undefined;
  if (image?.ok !== true) return [];
  const same = all.find((other) => other.registry === image.value.domain && other.repository === image.value.path);
  return same === undefined
    ? []
    : [
        enrolled(
          `${same.registry}/${same.repository} is enrolled already, as ${same.name}.`,
          'enrollment/duplicate-image',
          same,
          'One image has one entry.',
        ),
      ];
}

function enrolled(message: string, code: Problem['code'], { at, name }: EnrolledImage, hint: string): Problem {
  return error(code, message, { source: at, image: name, hint });
}

/** What was wrong before is not the new entry's fault. The entry comes last, but lines below it may have moved. */
function newProblems(before: readonly Problem[], after: readonly Problem[]): Problem[] {
  const known = before.map(fingerprint);
  return after.filter((problem) => {
    const index = known.indexOf(fingerprint(problem));
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}

function fingerprint({ severity, code, message, source }: Problem): string {
  return JSON.stringify([severity, code, message, source?.file]);
}

/** The entry is in no file yet: its lines would lead nowhere. */
function aboutEntry({ severity, code, message, hint, image }: Problem): Problem {
  return { severity, code, message, ...(hint === undefined ? {} : { hint }), ...(image === undefined ? {} : { image }) };
}
