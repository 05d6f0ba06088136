import { parseFolderPath } from '@image-factory/core/enrollment';
import { entry, memoryRepository } from '../memory.fixture.ts';
import { check } from './check.ts';
import type { CheckReport } from './report.ts';

export type Files = Readonly<Record<string, string>>;

const dir = parseFolderPath('image-factory');

/** Checks one set of files against another; the changed paths are those in which they differ. */
export async function checked(base: Files, head: Files): Promise<CheckReport> {
  if (!dir.ok) throw new Error(dir.error.message);
  const [before, after] = [memoryRepository(base), memoryRepository(head)];
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])].filter((path) => base[path] !== head[path]).toSorted();
  const { clock, log } = after.deps;
  const report = await check({ dir: dir.value, subject: { base: '0'.repeat(40) } }, { base: before.deps, head: after.deps, paths, home: {}, clock, log });
  for (const [repository, files] of [
    [before, base],
    [after, head],
  ] as const) {
    if (JSON.stringify([...repository.files]) !== JSON.stringify(Object.entries(files))) throw new Error('a check wrote something');
  }
  return report;
}

export const factoryYaml = 'repository: acme/factory\n';

/** app is built from platform, platform from os; tools stands alone. Each has a context of its own. */
export const family: Files = {
  'image-factory/factory.yaml': factoryYaml,
  'image-factory/images.yaml': ['app', 'platform', 'os', 'tools'].map((name) => entry(name, `    context: ${name}\n`)).join(''),
  'app/Dockerfile': 'FROM ghcr.io/acme/platform:latest\nCOPY . .\n',
  'app/server.js': '1\n',
  'platform/Dockerfile': 'FROM ghcr.io/acme/os:latest\n',
  'os/Dockerfile': 'FROM debian:bookworm-slim\n',
  'tools/Dockerfile': 'FROM alpine:3.20\n',
};

/** Files with some of them replaced or, where the text is undefined, left out. */
export function edited(files: Files, edits: Readonly<Record<string, string | undefined>>): Files {
  const all = Object.entries({ ...files, ...edits });
  return Object.fromEntries(all.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
}

/** images.yaml of the family with one text replaced. */
export function enrolled(from: string | RegExp, to: string, files: Files = family): Files {
  const path = 'image-factory/images.yaml';
  const before = files[path] ?? '';
  const text = before.replace(from, to);
  if (text === before) throw new Error(`${String(from)} is not in ${before}`);
  return edited(files, { [path]: text });
}
