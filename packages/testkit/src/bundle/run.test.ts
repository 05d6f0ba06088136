import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporary.ts';
import { runBundle, runCli } from './run.ts';

const action = `
import { appendFileSync } from 'node:fs';
console.log(JSON.stringify({ cwd: process.cwd(), args: process.argv.slice(2), env: process.env }));
console.log('::warning file=images.yaml,line=2::look%0Athere');
appendFileSync(process.env.GITHUB_OUTPUT, 'changed=true\\nimages<<END\\n["a"]\\nEND\\n');
appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# Done\\n');
process.exitCode = 1;
`;

const cli = `
import { text } from 'node:stream/consumers';
console.log(JSON.stringify({ said: await text(process.stdin), args: process.argv.slice(2), env: process.env }));
`;

it('runs an action as the runner does', async () => {
  await using dist = await temporaryFolder({ 'package.json': '{"type":"module"}', 'demo/index.js': action });
  await using tree = await temporaryFolder();
  process.env['GITHUB_REPOSITORY'] = 'outer/job';
  const inputs = { image: 'app', 'dry-run': 'true', 'two words': 'x' };
  const run = await runBundle('demo', { cwd: tree.path, inputs, env: { GITHUB_REF: 'refs/heads/main' }, args: ['one'], dist: dist.path });
  delete process.env['GITHUB_REPOSITORY'];

  expect(run).toMatchObject({ exitCode: 1, stderr: '', outputs: { changed: 'true', images: '["a"]' }, summary: '# Done\n' });
  expect(run.annotations).toEqual([{ level: 'warning', file: 'images.yaml', line: 2, message: 'look\nthere' }]);
  const seen = JSON.parse(run.stdout.split('\n')[0] ?? '');
  expect(seen).toMatchObject({ cwd: tree.path, args: ['one'] });
  expect(seen.env).toMatchObject({
    INPUT_IMAGE: 'app',
    'INPUT_DRY-RUN': 'true',
    INPUT_TWO_WORDS: 'x',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: tree.path,
    GITHUB_REF: 'refs/heads/main',
  });
  expect(seen.env).not.toHaveProperty('GITHUB_REPOSITORY');
});

it('runs the command line outside of any job', async () => {
  await using dist = await temporaryFolder({ 'package.json': '{"type":"module"}', 'cli/index.js': cli });
  const run = await runCli(['plan', '--json'], { cwd: dist.path, stdin: 'typed', dist: dist.path });
  const seen = JSON.parse(run.stdout);
  expect(seen).toMatchObject({ said: 'typed', args: ['plan', '--json'] });
  expect(Object.keys(seen.env).filter((name) => /^(GITHUB_|CI$|VITEST|NODE_)/.test(name))).toEqual([]);
});

it('says what to do when the bundle was not built', async () => {
  await using dist = await temporaryFolder();
  await expect(runBundle('demo', { cwd: dist.path, dist: dist.path })).rejects.toThrow('dist/demo/index.js is missing: run `pnpm build` first.');
});
