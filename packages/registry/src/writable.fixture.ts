import { content, type Content } from './content.fixture.ts';
import { sendJson, wellBehaved, type Seen, type Site } from './world.fixture.ts';

/** A registry that takes manifests. */
export interface Writable {
  readonly site: Site;
  readonly tags: Map<string, Content>;
  /** What was put, as it came. */
  readonly puts: Seen[];
}

/** @param others - what is there under its digest alone */
export function writable(tags: Readonly<Record<string, Content>>, others: readonly Content[] = []): Writable {
  const tagged = new Map(Object.entries(tags));
  const kept = [...others, ...tagged.values()];
  const puts: Seen[] = [];
  return {
    tags: tagged,
    puts,
    site(seen, response) {
      if (seen.method !== 'PUT') return wellBehaved(Object.fromEntries(tagged), kept)(seen, response);
      puts.push(seen);
      const put = content(seen.headers['content-type'] ?? '', seen.body);
      kept.push(put);
      const name = seen.path.split('/').at(-1) ?? '';
      if (!name.includes(':')) tagged.set(name, put);
      return sendJson(response, 201, {}, { 'docker-content-digest': put.digest });
    },
  };
}
