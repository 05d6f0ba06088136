import { parseBranchName, parseFolderPath, parseRepoSlug, type BranchName, type RepoPath, type RepoSlug } from '@image-factory/core/enrollment';
import type { FileChange, Head } from './types.ts';

type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error('a test gave a wrong name');
  return parsed.value;
}

export const slugOf = (text: string): RepoSlug => must(parseRepoSlug(text, 'github'));
export const branchOf = (text: string): BranchName => must(parseBranchName(text));
export const at = (text: string): RepoPath => must(parseFolderPath(text));

export const bot = { name: 'Image Factory Bot', email: 'bot@example.com' };

export function write(path: string, text: string): FileChange {
  return { kind: 'write', path: at(path), text };
}

export function remove(path: string): FileChange {
  return { kind: 'remove', path: at(path) };
}

export async function textAt(head: Head, path: string): Promise<string | undefined> {
  const read = await head.read(at(path));
  return read.kind === 'file' ? read.text : undefined;
}
