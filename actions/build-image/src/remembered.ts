import type { Digest, Repository } from '@image-factory/core/reference';

/** What is read by its digest. */
interface ReadByDigest {
  manifest(repository: Repository, digest: Digest): Promise<unknown>;
  blob(repository: Repository, digest: Digest, mostBytes: number): Promise<string | undefined>;
}

/** Asks for each thing once in a run: what has a digest never changes. What could not be had is asked for again. */
export function remembered<Reader extends ReadByDigest>(read: Reader): Reader {
  const manifests = new Map<string, Promise<unknown>>();
  const blobs = new Map<string, Promise<string | undefined>>();
  const nameOf = ({ domain, path }: Repository, digest: Digest): string => `${domain}/${path}@${digest}`;
  return {
    ...read,
    manifest: (repository, digest) => once(manifests, nameOf(repository, digest), () => read.manifest(repository, digest)),
    blob: (repository, digest, mostBytes) =>
      once(blobs, `${nameOf(repository, digest)} ${mostBytes}`, () => read.blob(repository, digest, mostBytes)),
  };
}

async function once<Value>(known: Map<string, Promise<Value>>, name: string, ask: () => Promise<Value>): Promise<Value> {
  const answer = known.get(name) ?? ask();
  known.set(name, answer);
  const value = await answer.catch((cause: unknown) => {
    known.delete(name);
    throw cause;
  });
  if (value === undefined) known.delete(name);
  return value;
}
