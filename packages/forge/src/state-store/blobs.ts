import { createHash } from 'node:crypto';
import type { Api } from '../api/client.ts';

/** Contents by their ids. What was read once is not asked for again. */
export interface Blobs {
  /** @param likely - asked when this one is not known yet: ids of what will be wanted next, which come along */
  read(id: string, likely: () => Iterable<string>): Promise<Buffer>;
}

interface Wanted {
  readonly id: string;
  readonly settle: (bytes: Buffer) => void;
  readonly fail: (error: unknown) => void;
}

const batchSize = 100;
/** GitHub refuses clients that ask for too much at once; four keep it as busy as it lets one. */
const mostBatches = 4;
const mostSingles = 8;

/** Reads many files with one query: asking for each would use up what a token may ask for in an hour. */
export function createBlobs(api: Api): Blobs {
  const known = new Map<string, Promise<Buffer>>();
  const waiting: Wanted[] = [];
  let running = 0;
  let isPlanned = false;

  function want(id: string): Promise<Buffer> {
    const wanted = new Promise<Buffer>((settle, fail) => waiting.push({ id, settle, fail }));
    known.set(id, wanted);
    wanted.catch(() => known.delete(id)); // nobody may be waiting for what came along
    if (!isPlanned) {
      isPlanned = true;
      setImmediate(start); // what is asked for in the same breath goes together
    }
    return wanted;
  }

  function start(): void {
    isPlanned = false;
    while (waiting.length > 0 && running < mostBatches) {
      const batch = waiting.splice(0, batchSize);
      running += 1;
      void fetchBatch(api, batch).finally(() => {
        running -= 1;
        start();
      });
    }
  }

  return {
    read(id, likely) {
      const found = known.get(id);
      if (found !== undefined) return found;
      const wanted = want(id);
      let left = batchSize - 1;
      for (const next of likely()) {
        if (left === 0) break;
        if (known.has(next)) continue;
        void want(next);
        left -= 1;
      }
      return wanted;
    },
  };
}

async function fetchBatch(api: Api, batch: readonly Wanted[]): Promise<void> {
  try {
    const texts =
      batch.length === 1
        ? []
        : await fetchTexts(
            api,
            batch.map(({ id }) => id),
          );
    const left = batch.filter(({ id, settle }, index) => {
      const bytes = Buffer.from(texts[index] ?? '', 'utf8');
      if (texts[index] === undefined || blobId(bytes) !== id) return true;
      settle(bytes);
      return false;
    });
    await Promise.all(
      Array.from({ length: mostSingles }, (_, lane) =>
        fetchSingles(
          api,
          left.filter((_wanted, index) => index % mostSingles === lane),
        ),
      ),
    );
  } catch (error) {
    for (const { fail } of batch) fail(error);
  }
}

async function fetchSingles(api: Api, wanted: readonly Wanted[]): Promise<void> {
  for (const { id, settle } of wanted) settle(await fetchBlob(api, id));
}

interface BlobNode {
  readonly text?: string | null;
  readonly isBinary?: boolean | null;
  readonly isTruncated?: boolean;
}

/** @returns texts in the order of the ids; undefined for what is no text, or not all of it */
async function fetchTexts(api: Api, ids: readonly string[]): Promise<readonly (string | undefined)[]> {
  const { owner, repo: name } = api;
  const parameters = ids.map((_, index) => `$id${index}: GitObjectID!`).join(', ');
  const fields = ids.map((_, index) => `b${index}: object(oid: $id${index}) { ... on Blob { text isBinary isTruncated } }`).join('\n');
  const query = `query ($owner: String!, $name: String!, ${parameters}) { repository(owner: $owner, name: $name) {\n${fields}\n} }`;
  const variables = { owner, name, ...Object.fromEntries(ids.map((id, index) => [`id${index}`, id])) };
  const { repository } = await api.read(({ graphql }) =>
    graphql<{ repository: Readonly<Record<string, BlobNode | null>> }>(query, variables),
  );
  return ids.map((_, index) => {
    const blob = repository[`b${index}`];
    return blob?.isBinary === true || blob?.isTruncated === true ? undefined : (blob?.text ?? undefined);
  });
}

// As base64: the client takes the raw form for text, and what is no UTF-8 would be changed on the way.
async function fetchBlob(api: Api, id: string): Promise<Buffer> {
  const { owner, repo } = api;
  const { data } = await api.read(({ rest }) => rest.git.getBlob({ owner, repo, file_sha: id }));
  const bytes = Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8');
  if (blobId(bytes) !== id) throw new Error(`GitHub gave other bytes than those of ${id}.`);
  return bytes;
}

/** The name that git gives to contents. Texts that GitHub has converted from another encoding have another one. */
export function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
