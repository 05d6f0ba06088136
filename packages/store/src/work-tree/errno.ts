/** What an error of the operating system means to a person: a clause that ends "…, because", and what to do. */
export interface Explanation {
  readonly reason: string;
  readonly hint: string;
}

const checkPermissions = 'Check permissions and owner, and who this process runs as.';
const makeRoom = 'Make room and run again; nothing that was there has been lost.';
const moveIt = 'Move what is in the way, then run again.';
const raiseLimit = 'Raise the limit of open files (`ulimit -n`), then run again.';

const explanations: Readonly<Record<string, Explanation>> = {
  EACCES: { reason: 'permission denied', hint: checkPermissions },
  EPERM: { reason: 'the system does not permit it', hint: checkPermissions },
  EROFS: { reason: 'the file system is read-only', hint: 'Mount it writable, or work in another folder.' },
  ENOSPC: { reason: 'the disk is full', hint: makeRoom },
  EDQUOT: { reason: 'the disk quota is used up', hint: makeRoom },
  EFBIG: { reason: 'it is larger than the file system allows', hint: makeRoom },
  EEXIST: { reason: 'something that is no folder is in the way', hint: moveIt },
  ENOTDIR: { reason: 'something that is no folder is in the way', hint: moveIt },
  EISDIR: { reason: 'it is a folder', hint: moveIt },
  ELOOP: { reason: 'it is a symbolic link', hint: 'Put a real file or folder in its place.' },
  ENOENT: { reason: 'it went away while it was in use', hint: 'Run again.' },
  ENAMETOOLONG: { reason: 'the path is too long for the file system', hint: 'Use a shorter path.' },
  EMFILE: { reason: 'too many files are open', hint: raiseLimit },
  ENFILE: { reason: 'too many files are open on this machine', hint: raiseLimit },
  EIO: { reason: 'the disk reports an error', hint: 'Check the disk.' },
  EBUSY: { reason: 'another program uses it', hint: 'Close that program, then run again.' },
};

/** The code of an error of the operating system, such as `ENOSPC`; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** @param code - as {@link errorCode} gives it */
export function explainErrno(code: string): Explanation {
  return explanations[code] ?? { reason: `the system reports ${code}`, hint: 'Check the file system.' };
}
