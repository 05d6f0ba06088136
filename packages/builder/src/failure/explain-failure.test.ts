import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainFailure } from './explain-failure.ts';

/** What a real buildx 0.37 with BuildKit 0.33 said to standard error, by what was done to it. */
const captured = new URL('captured/', import.meta.url);

function linesOf(name: string): readonly string[] {
  return readFileSync(new URL(`${name}.txt`, captured), 'utf8').split('\n');
}

function place(line: number, endLine: number, endColumn: number) {
  return { file: 'images/app/Dockerfile', range: { start: { line, column: 1 }, end: { line: endLine, column: endColumn } } };
}

const gone = `docker.io/library/node:22@sha256:${'0'.repeat(64)}`;

const failures = [
  // Images that can not be had
  { name: 'base-missing', code: 'build/base-gone', says: 'The registry has no `docker.io/library/node:gone`.', at: place(1, 1, 15) },
  { name: 'base-digest-gone', code: 'build/base-gone', says: `The registry has no \`${gone}\`.`, at: place(1, 1, 13) },
  { name: 'base-frontend-missing', code: 'build/base-gone', says: 'The registry has no `docker.io/docker/dockerfile:99`.', at: place(1, 1, 30) },
  { name: 'base-generator-missing', code: 'build/base-gone', says: 'The registry has no `registry.example.com/no/scanner:1`.' },
  { name: 'base-no-platform', code: 'build/no-platform', says: '`docker.io/library/node:22` is not there for a platform that is built.', at: place(1, 1, 13) },
  { name: 'base-denied', code: 'build/base-refused', says: 'does not let the builder have `registry.example.com/secret/app:1`', at: place(1, 1, 39) },
  { name: 'base-401', code: 'build/base-refused', says: 'does not let the builder have `registry.example.com/secret/app:1`', at: place(1, 1, 39) },
  { name: 'base-429', code: 'build/base-not-had', says: '429 Too Many Requests.', at: place(1, 1, 42) },
  { name: 'base-500', code: 'build/base-not-had', says: '500 Internal Server Error.', at: place(1, 1, 42) },
  { name: 'base-host-unknown', code: 'build/base-not-had', says: 'no such host.', at: place(1, 1, 33) },
  { name: 'source-unreachable', code: 'build/source', says: 'The source can not be fetched from `https://git.invalid/a/b.git`.' },

  // Pushes
  { name: 'push-401', code: 'build/push-refused', says: 'push to `registry.example.com/out/p401`' },
  { name: 'push-403', code: 'build/push-refused', says: 'push to `registry.example.com/out/p403`' },
  { name: 'push-no-repository', code: 'build/push-refused', says: 'no repository `registry.example.com/out/p404`' },
  { name: 'push-immutable', code: 'build/push-refused', says: 'it is immutable.' },
  { name: 'push-500', code: 'build/push-failed', says: '`registry.example.com/out/p500` broke off' },
  { name: 'push-503-manifest', code: 'build/push-failed', says: 'broke off: unavailable: maintenance.' },
  { name: 'push-reset', code: 'build/push-failed', says: 'EOF.' },
  { name: 'push-refused-port', code: 'build/push-failed', says: 'connection refused.' },
  { name: 'cache-not-kept', code: 'build/cache-failed', says: 'The image was built, and the cache could not be kept: failed to do request' },
  { name: 'cache-unknown', code: 'build/cache-failed', says: '"nope".' },

  // The builder
  { name: 'builder-unknown', code: 'build/no-builder', says: 'no builder "nope" found.' },
  { name: 'builder-not-reachable', code: 'build/no-builder', says: 'context deadline exceeded.' },
  { name: 'builder-without-flag', code: 'build/builder-too-old', says: '`--frobnicate`' },
  { name: 'builder-without-exporter', code: 'build/builder-too-old', says: '`imag`' },
  { name: 'interrupted', code: 'build/cancelled', says: 'The build was cancelled.' },
  { name: 'nospace-run', code: 'build/no-space', says: '`RUN dd if=/dev/zero of=/big bs=1M count=40` could not go on.', at: place(2, 2, 43) },
  { name: 'nospace-copy', code: 'build/no-space', says: '`load build context` could not go on.' },
  { name: 'nospace-pull', code: 'build/no-space', says: 'could not go on.', at: place(1, 1, 25) },
  { name: 'nospace-export', code: 'build/no-space', says: 'could not go on.', at: place(2, 2, 45) },
  { name: 'emulator-missing', code: 'build/no-emulator', says: 'programs of linux/arm64.', at: place(3, 3, 12) },
  { name: 'emulator-missing-everywhere', code: 'build/no-emulator', says: 'programs of linux/amd64 and linux/arm64.', at: place(3, 3, 12) },

  // What is allowed, and what is given
  { name: 'entitlement-fs', code: 'build/not-allowed', says: '`Read access to path /home/runner/other`.' },
  { name: 'entitlement-network', code: 'build/not-allowed', says: '`network.host`' },
  { name: 'entitlement-insecure', code: 'build/not-allowed', says: '`security.insecure`' },
  { name: 'secret-missing', code: 'build/secret-missing', says: 'needs the secret `tok`', at: place(2, 2, 66) },
  { name: 'secret-file-missing', code: 'build/secret-missing', says: 'no file `nope.txt`' },
  { name: 'ssh-missing', code: 'build/secret-missing', says: 'the SSH key `default`', at: place(2, 2, 40) },
  { name: 'ssh-no-agent', code: 'build/secret-missing', says: 'the SSH key `default`' },

  // Dockerfiles
  { name: 'syntax-unknown-instruction', code: 'build/dockerfile', says: 'unknown instruction: RUNN (did you mean RUN?)', at: place(2, 2, 10) },
  { name: 'syntax-flag', code: 'build/dockerfile', says: 'unknown flag: --mont (did you mean mount?)', at: place(2, 2, 27) },
  { name: 'syntax-empty', code: 'build/dockerfile', says: 'file with no instructions.', at: place(1, 1, 1) },
  { name: 'syntax-arg-from', code: 'build/dockerfile', says: 'failed to process "node:${NOPE"', at: place(1, 1, 17) },
  { name: 'syntax-blank-from', code: 'build/dockerfile', says: 'base name ($X) should not be blank.', at: place(2, 2, 8) },
  { name: 'syntax-bad-from', code: 'build/dockerfile', says: 'must be lowercase.', at: place(1, 1, 13) },
  { name: 'target-missing', code: 'build/no-stage', says: 'no stage `nope`' },
  { name: 'dockerfile-missing', code: 'build/file-missing', says: 'The build context has no `Nope`.' },
  { name: 'context-missing', code: 'build/file-missing', says: 'no folder `nope`' },
  { name: 'copy-missing', code: 'build/file-missing', says: 'no `/nothere` to copy', at: place(2, 2, 16) },

  // Steps
  { name: 'run-failed', code: 'build/step-failed', says: 'ended with exit code 7 on linux/arm64.\none\ntwo', at: place(4, 6, 11) },
  { name: 'run-failed-many', code: 'build/step-failed', says: 'ended with exit code 1 on linux/arm64.\nline 3\nline 4', at: place(3, 3, 115) },
  { name: 'run-failed-with-warnings', code: 'build/step-failed', says: '`RUN false` ended with exit code 1', at: place(3, 3, 10) },
  { name: 'run-no-shell', code: 'build/step-failed', says: 'stat /bin/sh: no such file or directory', at: place(2, 2, 9) },
  { name: 'download-missing', code: 'build/step-failed', says: 'the server answered 404.' },
];

describe('what BuildKit said', () => {
  it.each(failures)('$name: $code', ({ name, code, says, at }) => {
    const problem = explainFailure(linesOf(name), { dockerfile: 'images/app/Dockerfile', platforms: ['linux/arm64'] });
    expect(problem).toMatchObject({ severity: 'error', code });
    expect(problem.message).toContain(says);
    expect(problem.source).toEqual(at);
  });

  it('is read of every text that was captured', () => {
    expect(readdirSync(captured).toSorted()).toEqual(failures.map(({ name }) => `${name}.txt`).toSorted());
  });
});

describe('what buildx says of a builder within docker', () => {
  it('is that another one is needed', () => {
    const lines = ['ERROR: failed to build: Multi-platform build is not supported for the docker driver.', 'Switch to a different driver, or turn on the containerd image store, and try again.'];
    expect(explainFailure(lines)).toMatchObject({ code: 'build/no-builder', message: expect.stringContaining('Multi-platform build is not supported by the `docker` driver.') as string });
  });
});

describe('what nobody knows', () => {
  it.each([
    { story: 'nothing at all', lines: [], says: 'The build failed and did not say why.' },
    { story: 'output without an error', lines: ['#1 DONE'], says: 'The build failed and did not say why.' },
    { story: 'an error of its own', lines: ['ERROR: failed to solve: the moon is full'], says: 'The build failed: the moon is full.' },
  ])('$story', ({ lines, says }) => {
    expect(explainFailure(lines)).toEqual({ severity: 'error', code: 'build/failed', message: says });
  });

  it('has a problem whatever was said', () => {
    const anyLine = fc.oneof(
      fc.constantFrom('------', '--------------------', ' > [', ' > [linux/arm64->', 'Dockerfile:0', '   1 | >>> x', 'ERROR: ', 'ERROR: failed to push x: ', 'Your build is requesting privileges'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(anyLine), (lines) => {
        const { message, source } = explainFailure(lines);
        expect(message).not.toBe('');
        expect(source === undefined || (source.range?.start.line ?? 0) <= (source.range?.end.line ?? 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('ends in time for long output', () => {
    const lines = [...Array.from({ length: 2000 }, () => '------'), `ERROR: ${'failed to resolve source metadata for '.repeat(5000)}`];
    expect(explainFailure(lines).code).toBe('build/failed');
  });
});
