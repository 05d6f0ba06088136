import type { Draft } from './draft.ts';
import type { Parts } from './parts.ts';

/** Files that BuildKit takes and that are too much for us. */
const giants: Readonly<Record<string, (parts: Parts) => void>> = {
  'giant: stages': ({ stages }) => stages.unshift([repeat('FROM scratch', 502)]),
  'giant: instructions': ({ stages }) => stages.at(-1)?.push(repeat('MAINTAINER a', 10_001)),
  'giant: bytes': ({ stages }) => stages.at(-1)?.push(repeat(`MAINTAINER ${'a'.repeat(60_000)}`, 20)),
  'giant: nesting': ({ stages }) => stages.push([`FROM alpine:${'${NOTHING:-'.repeat(51)}1${'}'.repeat(51)}`]),
  'giant: value': ({ globals, stages }) => {
    globals.push(`ARG LONG=${'1'.repeat(1025)}`);
    stages.push(['FROM alpine:${LONG:+3}']);
  },
};

/** One entry, or each of its lines would be dressed up. */
function repeat(instruction: string, times: number): string {
  return Array.from({ length: times }, () => instruction).join('\n');
}

export const giantKinds: readonly string[] = Object.keys(giants);

export function makeGiant(draft: Draft, parts: Parts): void {
  const kind = draft.pick(giantKinds);
  draft.note(kind);
  giants[kind]?.(parts);
}
