import type { Missing, Unknown } from '@image-factory/core/observe';
import { parseTag, type Tag } from '@image-factory/core/reference';
import type { Reply } from '../net/transport.ts';
import type { TagList } from '../types.ts';
import { unknown } from '../unknown.ts';
import type { Place } from './fetch.ts';
import { parseJson } from './json.ts';
import { readPages } from './pages.ts';
import { TagPage } from './schema.ts';

/** Lists tags, as the registry orders them; what is no tag by the grammar is left out. */
export async function listTagsAt(place: Place): Promise<TagList | Missing | Unknown> {
  const pages = await readPages(place, {
    path: `/v2/${place.path}/tags/list`,
    query: '?n=1000',
    accept: 'application/json',
    what: 'such repository',
    mostPages: 40,
    mostItems: 20_000,
    read: readTags,
  });
  return pages.kind === 'pages' ? { kind: 'tags', tags: pages.items, isComplete: pages.isComplete } : pages;
}

function readTags(reply: Reply): readonly Tag[] | Unknown {
  const page = TagPage.safeParse(parseJson(reply.body.toString('utf8')));
  if (!page.success) return unknown('broken', 'the list of tags is none');
  return (page.data.tags ?? []).map(parseTag).filter((tag) => tag !== undefined);
}
