import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBake, type BakeFile } from '@image-factory/core/definition';
import { hasErrors, type Checked } from '@image-factory/core/problem';
import { expect } from 'vitest';
import type { Bake, PrintedTarget, Question } from './buildx.fixture.ts';

/** Bake's answer and ours are the same: all targets field by field, or a refusal, which in ours has a line. */
export function expectSame(bake: Bake, question: Question): void {
  const verdict = bake(question);
  const ours = readOurs(question);
  if ('refusal' in verdict) {
    expect(hasErrors(ours.problems), `bake refuses this:\n${verdict.refusal}`).toBe(true);
    expect(ours.problems.every(({ source }) => source?.range !== undefined)).toBe(true);
    return;
  }
  expect(ours.problems).toEqual([]);
  const { targets, groups } = verdict.printed;
  const fields = new Map([...ours.value.targets].map(([name, definition]) => [name, { ...definition, unknown: [] }]));
  expect(Object.fromEntries(fields)).toEqual(Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, toDefinition(target)])));
  expect([...ours.value.targets.values()].flatMap(({ unknown }) => unknown)).toEqual([]);
  for (const [name, members] of Object.entries(groups)) {
    // What is asked for on the command line becomes a group of its own.
    if (name !== 'default') expect(flatten(members, groups).toSorted(), name).toEqual(ours.value.groups.get(name)?.toSorted());
  }
}

function readOurs({ folder, files, environment = {}, targets }: Question): Checked<BakeFile> {
  const sources = files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  return readBake(sources, { variables: environment, ...(targets && { targets }) });
}

function flatten(members: readonly string[], groups: Readonly<Record<string, readonly string[]>>, seen: ReadonlySet<string> = new Set()): string[] {
  const found = members.flatMap((member) => {
    const inner = seen.has(member) ? undefined : groups[member];
    return inner === undefined ? [member] : flatten(inner, groups, new Set([...seen, member]));
  });
  return [...new Set(found)];
}

function toDefinition(target: PrintedTarget): Record<string, unknown> {
  const { args, context, contexts, dockerfile, platforms, tags, target: stage, 'dockerfile-inline': dockerfileInline } = target;
  const fields = { buildArgs: args, context, contexts, dockerfile, dockerfileInline, platforms, tags, target: stage };
  return { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)), unknown: [] };
}
