import { askLocally } from './local.ts';

type Blob = { readonly kind: 'bytes'; readonly bytes: Buffer } | { readonly kind: 'too-large' } | { readonly kind: 'absent' };

/** Reads the contents of files by their ids. */
export interface BlobReader {
  /** @param limit - in bytes; a larger one is not read at all */
  read(id: string, limit: number): Promise<Blob>;
}

interface Wanted {
  readonly id: string;
  readonly limit: number;
  readonly settle: (blob: Blob) => void;
  readonly fail: (error: unknown) => void;
}

/** What is wanted at the same time is read by one process: a thousand of them would take seconds to start. */
export function createBlobReader(root: string): BlobReader {
  let waiting: Wanted[] = [];

  async function readWaiting(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const blobs = await readAll(root, batch);
      batch.forEach(({ settle }, index) => settle(blobs[index] ?? { kind: 'absent' }));
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }

  return {
    read: (id, limit) =>
      new Promise((settle, fail) => {
        if (waiting.length === 0) setImmediate(() => void readWaiting());
        waiting.push({ id, limit, settle, fail });
      }),
  };
}

/** Sizes first: nobody should have to hold what is refused anyway. */
async function readAll(root: string, batch: readonly Wanted[]): Promise<Blob[]> {
  const sizes = await askSizes(
    root,
    batch.map(({ id }) => id),
  );
  const isFine = ({ id, limit }: Wanted): boolean => (sizes.get(id) ?? Number.POSITIVE_INFINITY) <= limit;
  const contents = await askContents(
    root,
    batch.filter(isFine).map(({ id }) => id),
    sizes,
  );
  return batch.map(({ id, limit }): Blob => {
    const size = sizes.get(id);
    if (size !== undefined && size > limit) return { kind: 'too-large' };
    const bytes = contents.get(id);
    return bytes === undefined ? { kind: 'absent' } : { kind: 'bytes', bytes };
  });
}

/** Longer than any line that git writes about an object. */
const lineBytes = 200;

async function askSizes(root: string, ids: readonly string[]): Promise<Map<string, number>> {
  const output = await askLocally(root, ['cat-file', '--batch-check'], ids.length * lineBytes, { input: linesOf(ids) });
  const lines = output?.toString('utf8').split('\n') ?? [];
  const found = lines.flatMap((line): [string, number][] => {
    const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? [];
    return id === undefined ? [] : [[id, Number(size)]];
  });
  return new Map(found);
}

async function askContents(root: string, ids: readonly string[], sizes: ReadonlyMap<string, number>): Promise<Map<string, Buffer>> {
  const wanted = [...new Set(ids)];
  const contents = new Map<string, Buffer>();
  if (wanted.length === 0) return contents;
  const maxBytes = wanted.reduce((sum, id) => sum + (sizes.get(id) ?? 0) + lineBytes, 0);
  const output = await askLocally(root, ['cat-file', '--batch'], maxBytes, { input: linesOf(wanted) });
  if (output === undefined) return contents;
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf('\n', at);
    const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(output.toString('latin1', at, end)) ?? [];
    if (id === undefined) break;
    const start = end + 1;
    at = start + Number(size) + 1;
    contents.set(id, output.subarray(start, at - 1));
  }
  return contents;
}

function linesOf(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join('');
}
