import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { allowedRights, findExcess, rightsOf } from './permissions.ts';
import { findWorkflows } from './workflows.fixture.ts';

const workflows = findWorkflows();

describe('the rights of our jobs', () => {
  it.each(workflows)('%s grants nothing beyond the table', (file) => {
    expect(findExcess(file, readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });

  it('the table names no job and no right that is not there', () => {
    const granted = workflows.flatMap((file) => [...rightsOf(readFileSync(join(root, file), 'utf8'))].map(([id, rights]) => [`${file} ${id}`, rights]));
    expect(Object.fromEntries(granted)).toEqual(allowedRights);
  });
});

describe('findExcess', () => {
  const allowed = { 'a.yml one': { contents: 'read', packages: 'write' } } as const;
  const workflow = (permissions: string, id = 'one'): string => `on: push\npermissions: {}\njobs:\n  ${id}:\n    runs-on: x\n${permissions}`;

  it.each([
    { story: 'what the table has', text: workflow('    permissions: { contents: read, packages: write }\n') },
    { story: 'less than the table has', text: workflow('    permissions: { packages: read }\n') },
    { story: 'nothing', text: workflow('    permissions: {}\n') },
    { story: 'nothing, from the top', text: workflow('') },
    { story: 'none, spelled out', text: workflow('    permissions: { actions: none }\n') },
  ])('takes $story', ({ text }) => {
    expect(findExcess('a.yml', text, allowed)).toEqual([]);
  });

  it.each([
    { story: 'writing in place of reading', text: workflow('    permissions: { contents: write }\n'), excess: 'contents: write' },
    { story: 'another scope', text: workflow('    permissions: { id-token: write }\n'), excess: 'id-token: write' },
    { story: 'everything', text: workflow('    permissions: write-all\n'), excess: 'write-all: write' },
    { story: 'whatever is usual', text: 'on: push\njobs: { one: { runs-on: x } }\n', excess: 'default: write' },
    { story: 'a right from the top', text: 'on: push\npermissions: { issues: write }\njobs: { one: { runs-on: x } }\n', excess: 'issues: write' },
    { story: 'a new job', text: workflow('    permissions: {}\n', 'two'), excess: 'not in the table' },
  ])('finds $story', ({ text, excess }) => {
    expect(findExcess('a.yml', text, allowed)).toEqual([expect.stringContaining(excess)]);
  });
});
