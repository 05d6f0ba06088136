import { testRule } from '../rule-tests.fixture.ts';
import { pureRooms } from './pure-rooms.ts';

const file = 'packages/core/src/graph/a.ts';

testRule('pure-rooms', pureRooms, [
  { story: 'a time that was given', file, code: `export const year = (now: Date) => new Date(now.getTime()).getUTCFullYear() + Date.UTC(2026, 0);` },
  { story: 'Date as a type', file, code: `export type A = { until: Date };` },
  { story: 'mathematics without chance', file, code: `export const a = Math.max(1, 2);` },
  { story: 'a name of its own that sounds like an effect', file, code: `export function run(process: { exit(): void }) { process.exit(); }` },
  { story: 'a member of that name', file, code: `export const a = (deps: { fetch(): void }) => deps.fetch();` },
  { story: 'an edge acts', file: 'packages/store/src/a.ts', code: `import { readFile } from 'node:fs'; export const a = process.env;` },
  { story: 'tests of pure rooms bring files', file: 'packages/core/src/graph/a.test.ts', code: `import { readFile } from 'node:fs';` },

  { story: 'the disk', file, code: `import { readFileSync } from 'node:fs';`, says: /^node:fs is an effect, and core is pure: take what you need as a parameter/ },
  { story: 'the disk, by its old name', file, code: `import { readFileSync } from 'fs';`, says: /^fs is an effect/ },
  { story: 'hashing too runs anywhere', file: 'packages/manifests/src/kargo/a.ts', code: `import { createHash } from 'node:crypto';`, says: /manifests is pure/ },
  { story: 'a client', file, code: `import { getInput } from '@actions/core';`, says: /^@actions\/core is an effect/ },
  { story: 'the environment', file, code: `export const a = process.env;`, says: /`process` \(the environment\)/ },
  { story: 'the network', file, code: `export const a = () => fetch('https://example.com');`, says: /`fetch` \(the network\)/ },
  { story: 'a timer', file, code: `export const a = () => setTimeout(() => {}, 1);`, says: /`setTimeout` \(the clock\)/ },
  { story: 'the time now', file, code: `export const a = () => Date.now();`, says: /`Date\.now`/ },
  { story: 'the time now, handed on', file, code: `export const a = [1].map(Date.now);`, says: /`Date\.now`/ },
  { story: 'the time now, as a date', file, code: `export const a = () => new Date();`, says: /`new Date\(\)`/ },
  { story: 'the time now, as text', file, code: `export const a = () => Date();`, says: /`Date\(\)`/ },
  { story: 'chance', file, code: `export const a = () => Math.random();`, says: /`Math\.random`/ },
]);
