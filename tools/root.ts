import { fileURLToPath } from 'node:url';

/** The root of this repository, absolute, without a slash at its end. */
export const root: string = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
