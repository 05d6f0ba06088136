import type { ManagedImage } from '@image-factory/core/enrollment';
import type { Sources } from '../ports.ts';

/** What decides what an image's build makes, apart from the files of its context; by what is said when a part differs. */
export type Fingerprint = ReadonlyMap<string, string>;

/** The value of each part as text; the Dockerfile is left out where it can not be read. */
export async function fingerprintOf({ registry, repository, source }: ManagedImage, sources: Sources): Promise<Fingerprint> {
  const { provider, host, repo, branch, dockerfile, context, target, platforms, buildArgs, contexts, bakeFile } = source;
  const read = await sources.read(source, dockerfile);
  const parts: [string, string | undefined][] = [
    [`\`${dockerfile}\` changed`, read.kind === 'file' ? read.hash : undefined],
    ['is published elsewhere', `${registry}/${repository}`],
    ['is built from another repository', JSON.stringify([provider, host, repo ?? null])],
    ['is built from another branch', branch],
    ['has another Dockerfile', dockerfile],
    ['has another `context`', context],
    ['has another `target`', target ?? ''],
    ['has other `platforms`', JSON.stringify(platforms ?? [])],
    ['has other `buildArgs`', ordered(buildArgs)],
    ['has other `contexts`', ordered(contexts)],
    ['has another `bakeFile`', bakeFile ?? ''],
  ];
  return new Map(parts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What is to be said of the parts that are on both sides and differ. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  return [...after].filter(([sentence, value]) => before.has(sentence) && before.get(sentence) !== value).map(([sentence]) => sentence);
}

function ordered(record: Readonly<Record<string, string>> | undefined): string {
  return JSON.stringify(Object.entries(record ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
