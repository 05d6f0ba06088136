import type { Host } from '@image-factory/core/enrollment';
import type { AnswerCache } from './answer-cache.ts';
import { strange, type Ask, type Question } from './api.ts';
import type { RemoteRepository, Unreachable } from './remote.ts';
import type { Reply } from './request.ts';

const smallAnswer = 256 * 1024;

/** Base of the REST API of a host. */
export type ApiUrl = (host: Host) => string;

export function defaultApiUrl(host: Host): string {
  return host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`;
}

/** @param parts - below the repository; each is one segment, whatever it holds */
export function aboutRepository(
  base: string,
  { slug }: RemoteRepository,
  parts: readonly string[],
  accept: string,
  maxBytes = smallAnswer,
): Question {
  const [owner = '', name = ''] = slug.split('/');
  const address = [base, 'repos', ...[owner, name, ...parts].map(encodeURIComponent)].join('/');
  return { url: new URL(address), headers: { accept, 'x-github-api-version': '2022-11-28' }, maxBytes };
}

/** A short text out of an answer; `absent`: the server says that there is nothing, or nothing that may be seen. */
export type Found =
  | { readonly kind: 'found'; readonly value: string }
  | { readonly kind: 'absent'; readonly hadToken: boolean }
  | Unreachable;

/**
 * Asks with the mark of the last answer: what has not changed since then comes back as a 304, which GitHub does not count.
 *
 * @param read - takes the text out of an answer; undefined when it is not there
 */
export async function askConditionally(
  ask: Ask,
  answers: AnswerCache,
  repository: RemoteRepository,
  question: Question,
  read: (reply: Reply) => string | undefined,
): Promise<Found> {
  const known = await answers.find(question.url);
  const headers = { ...question.headers, ...(known === undefined ? {} : { 'if-none-match': known.etag }) };
  const reply = await ask(repository, { ...question, headers });
  if (reply.kind === 'unreachable') return reply;
  if (reply.kind === 'too-large') return strange(repository);
  if (reply.status === 304 && known !== undefined) return { kind: 'found', value: known.value };
  if (reply.status !== 200) return { kind: 'absent', hadToken: reply.hadToken };
  const value = read(reply);
  if (value === undefined) return strange(repository);
  const etag = reply.headers.get('etag');
  if (etag !== null) await answers.keep(question.url, { etag, value });
  return { kind: 'found', value };
}
