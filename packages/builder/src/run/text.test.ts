import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine } from './clean.ts';
import { environmentOf } from './environment.ts';
import { splitLines } from './lines.ts';
import { maskerOf } from './masker.ts';

describe('a line of output', () => {
  it.each([
    { story: 'plain text', line: '#5 0.053 größe 图像', shown: '#5 0.053 größe 图像' },
    { story: 'colors', line: '\u001b[33m2 warnings\u001b[0m', shown: '2 warnings' },
    { story: 'a link', line: '\u001b]8;;https://example.com\u001b\\text\u001b]8;;\u001b\\', shown: 'text' },
    { story: 'a bar that was written over', line: '10%\r50%\r100%\r', shown: '100%' },
    { story: 'a direction that is turned around', line: 'a\u202eb\u200bc', shown: 'abc' },
    { story: 'a sequence that never ends', line: 'a\u001b[', shown: 'a' },
  ])('shows $story', ({ line, shown }) => {
    expect(cleanLine(line)).toBe(shown);
  });

  it('has nothing in it that a terminal acts on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(cleanLine(line)).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('secrets', () => {
  const masked = [
    { story: 'a value', secrets: ['hunter22'], text: 'the password is hunter22.', shown: 'the password is ***.' },
    { story: 'each line of a key', secrets: ['-----BEGIN\nabcdef\n-----END\n'], text: 'abcdef', shown: '***' },
    { story: 'a value in base64', secrets: ['hunter22'], text: 'aHVudGVyMjI=', shown: '***=' },
    { story: 'a value in an address', secrets: ['a/b c?d'], text: 'x=a%2Fb%20c%3Fd', shown: 'x=***' },
    { story: 'the longer of two', secrets: ['hunter', 'hunter22'], text: 'hunter22', shown: '***' },
    { story: 'a value with a meaning in expressions', secrets: ['a.*+(b'], text: 'aXXb a.*+(b', shown: 'aXXb ***' },
    { story: 'a user and password of an address', secrets: [], text: 'https://me:secret@example.com/x', shown: 'https://***@example.com/x' },
    { story: 'a token of GitHub', secrets: [], text: `token ghs_${'a'.repeat(36)}!`, shown: 'token ***!' },
    { story: 'a header', secrets: [], text: 'Authorization: Bearer abc.def-ghi', shown: 'Authorization: Bearer ***' },
    { story: 'a token in three parts', secrets: [], text: 'eyJhbGciOi.eyJzdWIi.c2ln', shown: '***' },
    { story: 'nothing for a value of three characters', secrets: ['abc'], text: 'abcdef', shown: 'abcdef' },
    { story: 'nothing of a digest', secrets: [], text: 'sha256:62d038529e12', shown: 'sha256:62d038529e12' },
  ];
  it.each(masked)('hides $story', ({ secrets, text, shown }) => {
    expect(maskerOf(secrets)(text)).toBe(shown);
  });

  it('are nowhere, whatever they are and wherever they stand', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4 }).filter((text) => text.trim().length >= 4 && !text.includes('*')),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          expect(maskerOf([secret])(before + secret + after)).not.toContain(secret);
        },
      ),
    );
  });
});

describe('lines', () => {
  it('are the same however the bytes come', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }).filter((line) => !line.includes('\n') && line.isWellFormed())), fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const got: string[] = [];
        const split = splitLines((line) => got.push(line));
        for (let at = 0; at < bytes.length; at += size) split.write(bytes.subarray(at, at + size));
        split.end();
        expect(got).toEqual(lines);
      }),
    );
  });

  it('are cut where they do not end', () => {
    const got: string[] = [];
    const split = splitLines((line) => got.push(line), 5);
    split.write(Buffer.from('abcdefghij\nk'));
    split.end();
    expect(got).toEqual(['abcde…', 'k']);
  });
});

describe('the environment of a build', () => {
  const all = {
    ...{ PATH: '/bin', HOME: '/home/runner', DOCKER_CONFIG: '/d', BUILDX_BUILDER: 'b', https_proxy: 'p', SSH_AUTH_SOCK: '/agent' },
    ...{ GITHUB_TOKEN: 'x', INPUT_TOKEN: 'x', ACTIONS_RUNTIME_TOKEN: 'x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x', BUILDX_BAKE_ENTITLEMENTS_FS: '0', NODE_OPTIONS: 'x', LD_PRELOAD: 'x' },
  };
  const always = { PATH: '/bin', HOME: '/home/runner', DOCKER_CONFIG: '/d', BUILDX_BUILDER: 'b', https_proxy: 'p', NO_COLOR: '1', DOCKER_CLI_HINTS: 'false', BUILDX_METADATA_PROVENANCE: 'disabled' };

  it('has what buildx needs, and no token', () => {
    expect(environmentOf(all, { ssh: false, githubCache: false }, {})).toEqual(always);
  });

  it('has more where the build is to use more', () => {
    const environment = environmentOf(all, { ssh: true, githubCache: true }, { NPM_TOKEN: 'secret' });
    expect(environment).toEqual({ ...always, SSH_AUTH_SOCK: '/agent', ACTIONS_RUNTIME_TOKEN: 'x', NPM_TOKEN: 'secret' });
  });
});
