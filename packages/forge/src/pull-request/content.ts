import { hash } from 'node:crypto';
import type { FileChange } from '../state-store/types.ts';

/** Stands for what a pull request proposes, whatever commit it is proposed on: SHA-256 in hex. */
export function contentOf(changes: readonly FileChange[]): string {
  const files = changes.map((change) => [change.path, change.kind === 'write' ? change.text : null] as const);
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return hash('sha256', JSON.stringify(sorted), 'hex');
}

/** The trailer by which our commits on the branch are known, and what they bring. */
export const contentTrailer = 'Image-Factory-Content';

interface SeenCommit {
  readonly message: string;
  readonly parents: number;
  readonly authorEmail: string;
  readonly committerEmail: string;
}

/**
 * Whether a commit was made here, and by nobody since: who changes a commit of ours becomes its committer, and a merge is
 * somebody's decision. GitHub itself commits for those who use its API.
 *
 * @param email - of the author that this factory commits for
 */
export function isOurs({ message, parents, authorEmail, committerEmail }: SeenCommit, email: string): boolean {
  if (contentIn(message) === undefined || parents !== 1) return false;
  return committerEmail.startsWith('noreply@') || (committerEmail === email && authorEmail === email);
}

/** What a commit of ours brings. */
export function contentIn(message: string): string | undefined {
  return new RegExp(`^${contentTrailer}: ([0-9a-f]{64})$`, 'm').exec(message)?.[1];
}

const markers = /\n*<!-- image-factory\/update: [^>]*-->/g;
/** GitHub takes 65,536 characters. */
const mostBody = 60_000;

/**
 * The text of a pull request, with what it proposes in a comment that nobody sees.
 *
 * @param matter - of the proposal, where it has one
 */
export function markBody(body: string, content: string, matter?: string): string {
  const about = matter === undefined ? '' : ` matter=${hashOf(matter)}`;
  return `${body.replaceAll(markers, '').trimEnd().slice(0, mostBody)}\n\n<!-- image-factory/update: content=${content}${about} -->`;
}

/** The same text for a pull request that this side closes: what it proposed may be proposed again. */
export function settleBody(body: string): string {
  return `${body.replaceAll(markers, '').trimEnd().slice(0, mostBody)}\n\n<!-- image-factory/update: settled -->`;
}

const marker = /<!-- image-factory\/update: content=([0-9a-f]{64})(?: matter=([0-9a-f]{64}))? -->/;

export function contentOfBody(body: string): string | undefined {
  return marker.exec(body)?.[1];
}

/** Whether a text is of a pull request about this matter, whatever it changed for it. */
export function isAbout(body: string, matter: string): boolean {
  return marker.exec(body)?.[2] === hashOf(matter);
}

function hashOf(text: string): string {
  return hash('sha256', text, 'hex');
}

/** For the text of a pull request on whose branch others have been. */
export const besidesNote =
  '> [!NOTE]\n> Commits of others are on this branch. They stay as they are; what is proposed here was committed on top of them.';
