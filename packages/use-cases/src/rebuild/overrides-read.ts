import { error, type Problem } from '@image-factory/core/problem';
import { readScanEvent, readScanReport, type Advisory, type Scan } from '@image-factory/core/scan';
import { show } from '@image-factory/core/text';

/** What somebody names: reports as `IMAGE=FILE`, and files with advisories. */
export interface GivenReports {
  readonly reports: readonly string[];
  readonly advisories: readonly string[];
  /** The text of the event that started the run, which may say what a scan found. */
  readonly event?: { readonly file: string; readonly text: string };
}

/** Where these files are read. A refusal is an answer, not an exception; its `reason` is a clause. */
export interface ReportFiles {
  read(
    file: string,
    mostBytes: number,
  ): Promise<
    | { readonly kind: 'file'; readonly text: string }
    | { readonly kind: 'missing' }
    | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  >;
}

/** What a scanner found in the image that somebody says the report is of. */
export interface ScannedImage {
  /** The name of an enrolled image, or a base image. */
  readonly image: string;
  readonly file: string;
  readonly scan: Scan;
}

export interface Reports {
  readonly scans: readonly ScannedImage[];
  readonly advisories: readonly Advisory[];
  /** What was wrong with files; the others count. */
  readonly problems: readonly Problem[];
}

/** Most bytes of a file: what is larger, readers refuse. */
const mostBytes = 50 * 1024 * 1024;

/** Reads reports and advisories, one file after the other: each may be large. A file that can not be used costs the others nothing. */
export async function readReports({ reports, advisories, event }: GivenReports, files: ReportFiles): Promise<Reports> {
  const scans: ScannedImage[] = [];
  const known: Advisory[] = [];
  const problems: Problem[] = [];

  async function open(file: string): Promise<ReturnType<typeof readScanReport>['value']> {
    const read = await files.read(file, mostBytes);
    if (read.kind !== 'file') {
      problems.push(unreadable(file, read));
      return undefined;
    }
    const checked = readScanReport(read.text, file);
    problems.push(...checked.problems);
    return checked.value;
  }

  for (const given of new Set(reports)) {
    const at = given.indexOf('=');
    const [image, file] = [given.slice(0, Math.max(at, 0)), given.slice(at + 1)];
    if (image === '' || file === '') {
      problems.push(notAPair(given));
      continue;
    }
    const content = await open(file);
    if (content?.kind === 'scan') scans.push({ image, file, scan: content });
    else if (content !== undefined)
      problems.push(otherKind(file, 'a list of advisories', 'Give it as one: lists are about no single image.'));
  }
  for (const file of new Set(advisories)) {
    const content = await open(file);
    if (content?.kind === 'advisories') known.push(...content.advisories);
    else if (content !== undefined) problems.push(otherKind(file, "a scanner's report", 'Give it as the report of an image: IMAGE=FILE.'));
  }
  const told = event && readScanEvent(event.text, event.file);
  known.push(...(told?.value?.advisories ?? []));
  problems.push(...(told?.problems ?? []));
  return { scans, advisories: known, problems };
}

function notAPair(given: string): Problem {
  return error('inputs/invalid', `${show(given)} does not say which image a report is of, or which file it is.`, {
    hint: 'Write IMAGE=FILE, such as shop=reports/shop.json.',
  });
}

function otherKind(file: string, what: string, hint: string): Problem {
  return error('scan/unknown-format', `${show(file)} is ${what}.`, { source: { file }, hint });
}

function unreadable(file: string, read: Exclude<Awaited<ReturnType<ReportFiles['read']>>, { kind: 'file' }>): Problem {
  const source = { file };
  if (read.kind === 'missing')
    return error('source/unreadable', `There is no file ${show(file)}.`, {
      source,
      hint: 'Was the scan made in this job, and does the path start where the run does?',
    });
  if (read.code === 'too-large')
    return error('scan/too-large', `${show(file)} can not be read: ${read.reason}.`, {
      source,
      hint: 'Let the scanner look for vulnerabilities only, without secrets and licenses.',
    });
  return error('source/unreadable', `${show(file)} can not be read: ${read.reason}.`, {
    source,
    hint: 'Name a file that is there for the run.',
  });
}
