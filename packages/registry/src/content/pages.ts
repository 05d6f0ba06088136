import type { Missing, Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import type { Question } from '../net/follow.ts';
import { nextLink } from '../net/link.ts';
import type { Reply } from '../net/transport.ts';
import { unknown } from '../unknown.ts';
import { manifestLimit, type Place } from './fetch.ts';
import { explainStatus } from './status.ts';

export interface Pages<T> {
  readonly kind: 'pages';
  readonly items: readonly T[];
  /** False when there was more than `mostPages` or `mostItems`. */
  readonly isComplete: boolean;
  readonly first: Reply;
}

export interface PageOptions<T> {
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  readonly what: string;
  readonly mostPages: number;
  readonly mostItems: number;
  readonly read: (reply: Reply) => readonly T[] | Unknown;
}

/**
 * Reads a list page by page. The next page is at the same address with another query; a registry that says anything else is
 * refused, and one that says a page which was read already ends there.
 */
export async function readPages<T>(place: Place, options: PageOptions<T>): Promise<Pages<T> | Missing | Unknown> {
  const items: T[] = [];
  const seen = new Set<string>();
  let address = `${options.path}${options.query}`;
  let first: Reply | undefined;
  for (;;) {
    seen.add(address);
    const reply = await askPage(place, address, options.accept);
    if (reply.kind === 'unknown') return reply;
    const failure = explainStatus(reply, options.what);
    if (failure !== undefined) return failure;
    const read = options.read(reply);
    if ('kind' in read) return read;
    items.push(...read.slice(0, options.mostItems - items.length));
    first ??= reply;
    const next = nextAddress(reply, place, options.path);
    if (next === undefined) return { kind: 'pages', items, first, isComplete: items.length < options.mostItems };
    if (typeof next === 'object') return next;
    if (seen.has(next)) return unknown('broken', `the list of ${show(place.endpoint.name)} goes in a circle`);
    if (seen.size >= options.mostPages || items.length >= options.mostItems) return { kind: 'pages', items, first, isComplete: false };
    address = next;
  }
}

function askPage(place: Place, path: string, accept: string): Promise<Reply | Unknown> {
  const question: Question = { path, method: 'GET', headers: { accept }, limit: manifestLimit };
  return place.ask(place.endpoint, place.path, question);
}

function nextAddress(reply: Reply, { endpoint }: Place, path: string): string | undefined | Unknown {
  const link = nextLink(oneText(reply.headers['link']));
  if (link === undefined) return undefined;
  const url = link.length > 4096 ? null : URL.parse(link, `${endpoint.origin}${path}`);
  const isHere = url !== null && url.origin === endpoint.origin && url.pathname === path && url.username === '' && url.password === '';
  return isHere ? `${path}${url.search}` : unknown('refused', `the list of ${show(endpoint.name)} goes on at another address`);
}

function oneText(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
