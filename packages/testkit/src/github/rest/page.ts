import { ok, type Answer } from '../answer.ts';
import type { Exchange } from './route.ts';

/** One page of a list, with links to its neighbours in the `link` header. */
export function cutPage<T>(items: readonly T[], { query }: Pick<Exchange, 'query'>): readonly T[] {
  const { page, size } = readPage(query);
  return items.slice((page - 1) * size, page * size);
}

/**
 * @param url - what was asked for, as the client sees it
 * @param total - how many there are on all pages
 */
export function answerPage(json: unknown, total: number, url: string, query: URLSearchParams): Answer {
  const { page, size } = readPage(query);
  const last = Math.max(1, Math.ceil(total / size));
  const to = (number: number, rel: string): string => {
    const next = new URLSearchParams(query);
    next.set('page', String(number));
    return `<${url}?${next.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ];
  return ok(json, links.length === 0 ? {} : { link: links.join(', ') });
}

function readPage(query: URLSearchParams): { page: number; size: number } {
  const page = Math.max(1, Number(query.get('page') ?? '1') || 1);
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? '30') || 30));
  return { page, size };
}
