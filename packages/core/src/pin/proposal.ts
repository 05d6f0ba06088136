import { shortDigest } from '../decide/index.ts';
import { parseBranchName, type BranchName, type ImageName } from '../enrollment/index.ts';
import type { ImageUse } from '../dockerfile/index.ts';
import { baseKey, familiarReference, type Digest, type ImageReference } from '../reference/index.ts';
import { formatTime } from '../text/index.ts';
import { codeCell, tableRow, textCell } from './markdown.ts';

/** A line of the table: one place that moves. */
export interface MovedPin {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly use: ImageUse;
  readonly from: Digest;
  readonly to: Digest;
  readonly since: Date;
  readonly images: readonly ImageName[];
  /** A sentence. */
  readonly why: string;
}

export interface PinProposalText {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** Of the commit. */
  readonly message: string;
}

/**
 * The branch by which the pins of a base move: one for each base and repository.
 *
 * @param into - the branch that it is merged into, where the repository has several that pins are on
 */
export function pinBranch(base: ImageReference, into?: BranchName): BranchName {
  const parsed = parseBranchName(`image-factory/pin/${into === undefined ? '' : `${into}/`}${baseKey(base)}`);
  if (parsed.ok) return parsed.value;
  throw new TypeError(`There is no name for the branch that moves pins: ${parsed.error.message}`);
}

/** A pull request takes 65,536 characters; a table of this many lines stays far below. */
const mostRows = 100;

/** What a pull request says that moves the pins of one base. The same moves give the same text. */
export function describePins(base: ImageReference, pins: readonly MovedPin[]): PinProposalText {
  const name = familiarReference(base);
  const digests = [...new Set(pins.map(({ to }) => to))];
  const [to] = digests;
  const target = to === undefined || digests.length > 1 ? 'what stands there now' : shortDigest(to);
  const rows = pins.slice(0, mostRows);
  const rest = pins.length - rows.length;
  const reasons = [...new Set(rows.map(({ why }) => why))];
  const title = `Move ${name} on to ${target}`;
  return {
    title,
    body: [
      `The base image ${codeCell(name)} is pinned by digest, and its tag has moved on. This moves the pin with it; nothing else changes.`,
      [
        tableRow(['File', 'Used as', 'From', 'To', 'First seen', 'Images'].map(textCell)),
        tableRow(Array.from({ length: 6 }, () => '---')),
        ...rows.map(rowOf),
      ].join('\n'),
      ...(rest > 0 ? [`And ${rest} more places.`] : []),
      reasons.map((why) => `- ${textCell(why)}`).join('\n'),
      'First seen is when the digest was first seen under the tag; the delay of the image counts from then. This is kept up to date while it is open. Close it to decline: the same digest is not proposed again.',
    ].join('\n\n'),
    message: `${title}\n\n${rows.map(({ file, line, from, to: digest }) => `- ${file}:${line}: ${shortDigest(from)} -> ${digest}`).join('\n')}${rest > 0 ? `\n- and ${rest} more` : ''}\n`,
  };
}

function rowOf({ file, line, use, from, to, since, images }: MovedPin): string {
  return tableRow([
    codeCell(`${file}:${line}`),
    textCell(use),
    codeCell(from),
    codeCell(to),
    textCell(formatTime(since)),
    images.map((image) => codeCell(image)).join(', '),
  ]);
}
