import type { Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import { unknown } from '../unknown.ts';
import { AddressRefused } from './guard.ts';

const words = new Map([
  ['ENOTFOUND', 'is no host that DNS knows'],
  ['EAI_AGAIN', 'could not be looked up'],
  ['ECONNREFUSED', 'refuses connections'],
  ['ETIMEDOUT', 'can not be connected to'],
  ['ECONNRESET', 'broke the connection off'],
  ['EPIPE', 'broke the connection off'],
]);

/** Words for a request without an answer. Of the error only its code is told: its text may repeat what was sent. */
export function explainError(error: unknown, host: string): Unknown {
  if (error instanceof AddressRefused) return unknown('refused', error.message);
  const code = codeOf(error);
  if (code.startsWith('HPE_')) return unknown('broken', `${show(host)} does not speak HTTP (${code})`);
  return unknown('unreachable', `${show(host)} ${words.get(code) ?? `can not be asked (${code})`}`);
}

/** Of an error, or of the first of those that one connection with several addresses had. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown error';
}
