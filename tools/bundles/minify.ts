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

/** What the bundler writes above our modules; a part without it holds libraries, or a few lines of ours. */
const ours = /\.\/(?:packages|actions)\//;

function minifyCode(path: string, bytes: Buffer): Buffer {
  const text = bytes.toString('utf8');
  const names = ours.test(text) ? { keepNames } : {};
  const { code, errors } = minifySync(path, text, {
    module: true,
    compress: { target: 'es2024', ...names },
    mangle: { toplevel: true, ...names },
    codegen: { legalComments: 'none' },
  });
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ')}`);
  return Buffer.from(inAscii(code));
}

/** One character beyond Latin-1 makes the engine hold the whole source in two bytes a character: 0.6 MB more for each action. */
function inAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
