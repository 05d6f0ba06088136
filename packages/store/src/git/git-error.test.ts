import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GitError, redact } from './git-error.ts';

it.each([
  { story: 'a password in a URL', text: 'https://user:pa55word@git.example.com/x', clean: 'https://***@git.example.com/x' },
  { story: 'a token as user name', text: "fatal: 'https://ghp_abc@github.com/x'", clean: "fatal: 'https://***@github.com/x'" },
  { story: 'other schemes', text: 'ssh://git:x@host/p', clean: 'ssh://***@host/p' },
  { story: 'a header', text: 'http.extraHeader=Authorization: Basic eA==\nnext', clean: 'http.extraHeader=Authorization: ***\nnext' },
  { story: 'escape sequences', text: 'a\u001b[31mb\u202ec\rd', clean: 'a[31mbcd' },
  { story: 'what was named a secret, also twice', text: 'token=s3cret-token s3cret-token', clean: 'token=*** ***' },
  { story: 'a secret within another', text: 's3cret-token-long', clean: '***' },
  { story: 'nothing else', text: 'user@host:path https://host/a@b', clean: 'user@host:path https://host/a@b' },
])('takes out $story', ({ text, clean }) => {
  expect(redact(text, ['s3cret-token', 's3cret-token-long', ''])).toBe(clean);
});

it('a secret is never in the message, wherever git repeats it', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 40 }).filter((text) => !'*'.repeat(40).includes(text)),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        const stderr = `${before}${secret}${after}`;
        const error = new GitError({ failure: 'failed', args: ['fetch', stderr], stderr, exitCode: 128, secrets: [secret] });
        expect(redact(stderr, [secret]).includes(secret) && !redact(`${before}***${after}`, []).includes(secret)).toBe(false);
        expect(error.message.length).toBeLessThan(4200);
      },
    ),
  );
});

it.each([
  { failure: 'not-started', message: 'git log: git could not be started' },
  { failure: 'failed', message: 'git log: ended from outside' },
  { failure: 'timeout', message: 'git log: took too long' },
  { failure: 'too-large', message: 'git log: wrote more than it may' },
] as const)('says why: $failure', ({ failure, message }) => {
  expect(new GitError({ failure, args: ['log'], stderr: '', secrets: [] }).message).toBe(message);
});
