export { fail, ok, type Brand, type Result } from './brand.ts';
export { isLongerThan } from './bytes.ts';
export { sha256Hex, shortHash } from './hash.ts';
export { at, isObject, listAt, parseJson, textAt, type JsonObject } from './json.ts';
export { findUnprintable, show } from './show.ts';
export { suggest } from './suggest.ts';
export { formatTime } from './time.ts';
