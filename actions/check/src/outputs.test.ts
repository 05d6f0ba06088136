import type { CheckReport } from '@image-factory/use-cases';
import { expect, it } from 'vitest';
import { toOutputs } from './outputs.ts';

const empty: CheckReport = {
  version: 1,
  subject: { base: '0'.repeat(40) },
  problems: [],
  solved: 0,
  changes: [],
  affected: [],
  size: 'none',
  blocked: [],
  grants: [],
  credentials: [],
  matrix: [],
  emptyReason: 'Nothing.',
};
const build = { image: 'app', wave: 1, reference: 'ghcr.io/acme/app', repository: '', branch: 'main', dockerfile: 'app/Dockerfile', context: 'app', target: '', platforms: '' };

it('a change of thousands of images stays below what GitHub takes, and half a matrix is none', () => {
  const many = Array.from({ length: 8000 }, (_, index) => index);
  const outputs = toOutputs(
    {
      ...empty,
      matrix: Array.from({ length: 32 }, () => Array.from({ length: 250 }, () => build)),
      affected: many.map((index) => ({ image: `i${index}`, depth: 0, because: ['is new'], wave: 1 })),
      grants: many.map((index) => ({ kind: 'source', image: `i${index}`, text: 'is built from this repository' })),
      problems: many.map((index) => ({ severity: 'warning', code: 'dockerfile/missing', message: `${index}`, old: false })),
    },
    '',
  );
  const bytes = Object.values(outputs).reduce((sum: number, value) => sum + 2 * JSON.stringify(value).length, 0);
  expect(bytes).toBeLessThan(1024 * 1024);
  expect(outputs).toMatchObject({ changed: true, matrix: [], waves: 0, emptyReason: expect.stringContaining('report-file') });
  expect(outputs.affected.length).toBeGreaterThan(1000);
});

it('a matrix of a thousand builds is whole', () => {
  const outputs = toOutputs({ ...empty, matrix: Array.from({ length: 4 }, () => Array.from({ length: 250 }, () => build)), emptyReason: '' }, '/tmp/report.json');
  expect(outputs).toMatchObject({ waves: 4, emptyReason: '', reportFile: '/tmp/report.json' });
});
