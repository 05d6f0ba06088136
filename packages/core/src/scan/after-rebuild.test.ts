import { expect, it } from 'vitest';
import { afterRebuild } from './after-rebuild.ts';
import { finding } from './scan.fixture.ts';
import type { Finding } from './types.ts';

const quill = 'CVE-2026-20001';
const kiln = 'CVE-2026-20002';

it.each<{ story: string; ids: readonly string[]; findings: readonly Finding[]; fixed: readonly string[]; remaining: readonly string[] }>([
  { story: 'all gone', ids: [quill, kiln], findings: [], fixed: [quill, kiln], remaining: [] },
  { story: 'one is still there, and another is new', ids: [quill, kiln], findings: [finding({ id: kiln }), finding({ id: 'CVE-2026-20003' })], fixed: [quill], remaining: [kiln] },
  { story: 'it is still there in another package', ids: [quill], findings: [finding({ id: quill, package: 'other' })], fixed: [], remaining: [quill] },
  { story: 'it has another name now', ids: ['GHSA-2cf6-wqjx-p3mh'], findings: [finding({ aliases: ['GHSA-2cf6-wqjx-p3mh'] })], fixed: [], remaining: ['GHSA-2cf6-wqjx-p3mh'] },
  { story: 'the package is there, the flaw is not', ids: [quill], findings: [finding({ id: quill, status: 'not-affected' })], fixed: [quill], remaining: [] },
  { story: 'nothing was asked for', ids: [], findings: [finding()], fixed: [], remaining: [] },
])('$story', ({ ids, findings, fixed, remaining }) => {
  expect(afterRebuild(ids, findings)).toEqual({ fixed, remaining });
});
