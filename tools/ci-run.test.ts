import { chmod } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProcess, temporaryFolder } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { root } from './root.ts';

/** Runs `.ci/run` with a stand-in for npx, and with tools that were installed before. */
async function ciRun(npx: string): Promise<{ exitCode: number; lines: string[] }> {
  await using folder = await temporaryFolder({
    'bin/npx': `#!/usr/bin/env bash\n${npx}\n`,
    'bin/go': '#!/bin/sh\nexit 1\n', // builds nothing: that takes minutes
    'cache/image-factory/zizmor-1.32.0/bin/zizmor': '#!/bin/sh\n',
    'cache/image-factory/act-0.2.89/bin/act': '#!/bin/sh\n',
    'cache/image-factory/actionlint-v1.7.12/bin/actionlint': '#!/bin/sh\n',
    'cache/image-factory/github-api-23.0.2/share/github-api.json': '{}',
  });
  for (const file of ['bin/npx', 'bin/go', 'cache/image-factory/zizmor-1.32.0/bin/zizmor', 'cache/image-factory/act-0.2.89/bin/act', 'cache/image-factory/actionlint-v1.7.12/bin/actionlint']) {
    await chmod(join(folder.path, file), 0o755);
  }
  const env = { PATH: [join(folder.path, 'bin'), process.env['PATH'] ?? ''].join(delimiter), XDG_CACHE_HOME: join(folder.path, 'cache') };
  const { exitCode, stdout } = await runProcess('bash', ['.ci/run'], { cwd: root, env });
  return { exitCode, lines: stdout.trimEnd().split('\n') };
}

describe('.ci/run', () => {
  it.each([
    { story: 'all is well', npx: 'echo "12 passed, 0 failed"', exitCode: 0, last: '12 passed, 0 failed' },
    { story: 'something was skipped', npx: 'echo "12 passed, 0 failed, 3 skipped"', exitCode: 0, last: '12 passed, 0 failed, 3 skipped' },
    { story: 'pnpm has the last word', npx: 'echo "11 passed, 1 failed"; echo "[ELIFECYCLE] Test failed."; exit 1', exitCode: 1, last: '11 passed, 1 failed' },
    { story: 'an earlier line looks alike', npx: 'echo "1 passed, 0 failed"; echo "11 passed, 1 failed"; exit 1', exitCode: 1, last: '11 passed, 1 failed' },
    { story: 'nothing was counted', npx: 'echo "no such package" >&2; exit 7', exitCode: 1, last: '0 passed, 1 failed' },
    { story: 'nothing was counted, and nothing failed', npx: 'exit 0', exitCode: 1, last: '0 passed, 1 failed' },
    { story: 'it went wrong after counting', npx: 'echo "12 passed, 0 failed"; exit 3', exitCode: 3, last: '12 passed, 1 failed' },
  ])('$story: $last', async ({ npx, exitCode, last }) => {
    const run = await ciRun(npx);
    expect(run.lines.at(-1)).toBe(last);
    expect(run.exitCode).toBe(exitCode);
  });

  it('says that it is CI, and has the tools on the PATH', async () => {
    const { lines } = await ciRun('echo "$CI"; command -v zizmor act actionlint; echo "$*"; echo "1 passed, 0 failed"');
    expect(lines).toEqual([
      'true',
      expect.stringContaining('zizmor-1.32.0/bin/zizmor'),
      expect.stringContaining('act-0.2.89/bin/act'),
      expect.stringContaining('actionlint-v1.7.12/bin/actionlint'),
      '-y pnpm@12 test',
      '1 passed, 0 failed',
      '1 passed, 0 failed',
    ]);
  });
});
