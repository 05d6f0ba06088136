import { ok, show } from '../../text/index.ts';
import type { RepoPath } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

/** Reads the path of a file in a repository: relative, with `/` between its at most 10 parts. */
export function parseRepoPath(text: string): Parsed<RepoPath> {
  const fault = pathFault(text);
  return fault === undefined ? ok(text as RepoPath) : refuse(`${show(text)} is not a path in the repository: ${fault}.`, pathHint(text));
}

/** Reads the path of a folder in a repository; `.` is the repository's root. */
export function parseFolderPath(text: string): Parsed<RepoPath> {
  if (text === '.') return ok(text as RepoPath);
  const parsed = parseRepoPath(text);
  return parsed.ok || !/^(?:\.?\/)$/.test(text)
    ? parsed
    : refuse(`${show(text)} is not a path in the repository.`, 'Write `.` for the root of the repository.');
}

function pathFault(text: string): string | undefined {
  const parts = text.split('/', 12);
  if (text === '' || text.length > 256) return 'it has 1 to 256 characters';
  if (text.startsWith('/')) return 'it is relative to the root of the repository, without `/` in front';
  // Some command would take it for an option.
  if (text.startsWith('-')) return 'it does not begin with `-`';
  if (text.endsWith('/')) return 'it ends without `/`';
  if (parts.length > 10) return 'it has at most 10 parts';
  if (parts.some((part) => part === '..' || part === '.')) return 'it has no `.` or `..` parts';
  if (parts.some((part) => part.toLowerCase() === '.git')) return '`.git` is not part of the sources';
  if (!parts.every((part) => /^[A-Za-z0-9._@+-]{1,100}$/.test(part))) {
    return 'each part has letters, digits, `.`, `_`, `@`, `+` and `-`, at most 100 characters';
  }
  return undefined;
}

function pathHint(text: string): string | undefined {
  if (text.length > 256) return undefined;
  const plain = text
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '');
  return plain !== text && pathFault(plain) === undefined ? `Write \`${plain}\`.` : undefined;
}
