import type { Files } from './options.ts';

/** The image that a writer brings up to date. */
export function imageOf(writer: number): string {
  return `writer-${String(writer).padStart(3, '0')}`;
}

/** A factory with one image for each writer, before anything was analyzed. */
export function factoryFor(writers: number, files: Files): Record<string, string> {
  const names = namesOf(writers);
  return {
    'image-factory/factory.yaml': 'repository: acme/factory\n',
    'image-factory/images.yaml': names.map(entry).join(''),
    ...dockerfiles(names, files, 'old'),
  };
}

/** What happens to it then: every image gets another base, so that every writer has something to write. */
export function movedBases(writers: number, files: Files): Record<string, string> {
  return dockerfiles(namesOf(writers), files, 'new');
}

/** Whether a state file tells of the other base. */
export function isMoved(stateFile: string): boolean {
  return stateFile.includes('debian-new');
}

/** Every base image has a file that names what is built from it. */
function dockerfiles(names: readonly string[], files: Files, tag: string): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`apps/${name}/Dockerfile`, `FROM debian:${files === 'shared' ? tag : `${tag}-${name}`}\n`]),
  );
}

function namesOf(writers: number): string[] {
  return Array.from({ length: writers }, (_, writer) => imageOf(writer));
}

function entry(name: string): string {
  return `- name: ${name}
  registry: ghcr.io
  repository: acme/${name}
  source:
    provider: github
    branch: main
    dockerfile: apps/${name}/Dockerfile
`;
}
