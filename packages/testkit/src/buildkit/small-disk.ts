import { temporaryFolder } from '../temporary.ts';
import { runAsRoot } from './as-root.ts';

/** A disk on which not much fits. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
}

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await temporaryFolder();
  const mounted = runAsRoot('mount', ['-t', 'tmpfs', '-o', sizeOption(megabytes), 'tmpfs', folder.path]);
  if (!mounted) {
    await folder[Symbol.asyncDispose]();
    throw new Error('No file system could be mounted.');
  }
  return {
    path: folder.path,
    async [Symbol.asyncDispose]() {
      runAsRoot('umount', ['--lazy', folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

function sizeOption(megabytes: number): string {
  return `size=${megabytes}m,mode=0777`;
}
