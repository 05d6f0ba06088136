import { minifySync } from 'rolldown/utils';
import type { Folder } from './folder.ts';

// Names stay: a user's stack trace should say where it happened.
const keepNames = { function: true, class: true };

/**
 * Makes the code of a bundle small, lazy parts included. Licenses go into a file of their own, so no comment stays.
 *
 * @throws Error when something is no JavaScript
 */
export function minifyFolder(folder: Folder): Folder {
  return new Map([...folder].map(([path, bytes]) => [path, path.endsWith('.js') ? minifyCode(path, bytes) : bytes]));
}

function minifyCode(path: string, bytes: Buffer): Buffer {
  const { code, errors } = minifySync(path, bytes.toString('utf8'), {
    module: true,
    compress: { target: 'es2024', keepNames },
    mangle: { toplevel: true, keepNames },
    codegen: { legalComments: 'none' },
  });
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ')}`);
  return Buffer.from(code);
}
