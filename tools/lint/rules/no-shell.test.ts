import { testRule } from '../rule-tests.fixture.ts';
import { noShell } from './no-shell.ts';

const file = 'packages/store/src/git/a.ts';

testRule('no-shell', noShell, [
  { story: 'a program and its arguments', file, code: `import { execFile, spawn } from 'node:child_process'; spawn('git', ['fetch'], { shell: false });` },
  { story: 'another exec', file, code: `import { exec } from './exec.ts';` },
  { story: 'the SHELL of a Dockerfile', file: 'packages/core/src/dockerfile/a.ts', code: `export const a = { shell: ['sh', '-c'] };` },

  { story: 'a line for a shell', file, code: `import { exec } from 'node:child_process';`, says: /^`exec` takes a line for a shell/ },
  { story: 'under another name', file, code: `import { execSync as run } from 'child_process';`, says: /^`execSync` takes/ },
  { story: 'everything at once', file, code: `import * as programs from 'node:child_process';`, says: /by name/ },
  { story: 'shell: true', file, code: `spawn('git', [], { shell: true });`, says: /^`shell` is false/ },
  { story: 'a shell of its own', file, code: `spawn('git', [], { 'shell': '/bin/bash' });`, says: /^`shell` is false/ },
  { story: 'a shell, perhaps', file, code: `spawn('git', [], { shell });`, says: /^`shell` is false/ },
  { story: 'tests neither', file: 'packages/store/src/git/a.test.ts', code: `spawn('git', [], { shell: true });`, says: /^`shell` is false/ },
]);
