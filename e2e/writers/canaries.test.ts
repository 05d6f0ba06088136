import { startFaultProxy, startGitServer, temporaryFolder, type Fault, type Grant } from '@image-factory/testkit';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cloneOf } from './clone.ts';
import { shop } from './factory.ts';
import { program } from './program.ts';

const canaries = [
  { shape: 'a personal token', variable: 'GITHUB_TOKEN', token: `ghp_${'Ca1'.repeat(12)}` },
  { shape: 'an installation token of 520 characters', variable: 'GITHUB_TOKEN', token: `ghs_1234567_eyJhbGciOiJSUzI1NiJ9.${'Na2ry'.repeat(97)}AB` },
  { shape: 'a token of GitLab', variable: 'GITLAB_TOKEN', token: 'glpat-Ca4narY_5x6y7z8w9v0u' },
  { shape: 'a password in Base64', variable: 'GITHUB_TOKEN', token: Buffer.from('canary:correct horse battery').toString('base64') },
] as const;

/** Every form in which somebody who sees it could use it, and its ends. */
function formsOf(token: string): string[] {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return [token, basic, Buffer.from(token).toString('base64'), encodeURIComponent(token), token.slice(0, 24), token.slice(-24)];
}

const days: readonly { readonly day: string; readonly grant?: Grant; readonly faults: (token: string) => readonly { path: string; nth?: number; fault: Fault }[]; readonly exitCode: number }[] = [
  { day: 'a good day', grant: 'write', faults: () => [], exitCode: 0 },
  { day: 'an answer that is lost', grant: 'write', faults: () => [{ path: '.git/git-receive-pack', nth: 1, fault: { kind: 'lose-answer' } }], exitCode: 0 },
  { day: 'a token that may only read', grant: 'read', faults: () => [], exitCode: 1 },
  { day: 'a token that is not known', faults: () => [], exitCode: 1 },
  {
    day: 'a server that says aloud what it was sent',
    grant: 'write',
    faults: (token) => [
      {
        path: 'service=git-receive-pack',
        fault: { kind: 'answer', status: 403, body: `Permission denied to ${formsOf(token).slice(0, 4).join(' and ')}\n`, headers: { 'content-type': 'text/plain' } },
      },
    ],
    exitCode: 1,
  },
];

describe.each(canaries)('P6: $shape is seen nowhere', ({ variable, token }) => {
  it.each(days)('$day', async ({ grant, faults, exitCode }) => {
    await using server = await startGitServer({ repositories: { 'acme/shop': { files: shop } }, tokens: grant === undefined ? {} : { [token]: grant } });
    await using proxy = await startFaultProxy(server.origin, faults(token), { keepAlive: false });
    const origin = server.repository('acme/shop');
    await using clone = await cloneOf(origin, proxy.through(origin.url));
    await using temporary = await temporaryFolder();
    await using seen = await watchedGit();
    const env = { [variable]: token, PATH: `${seen.path}${delimiter}${process.env['PATH'] ?? ''}`, TMPDIR: temporary.path };
    const run = await program(['update', '--commit', '--verbose'], { cwd: clone.path, env });

    expect(run.exitCode, run.stderr).toBe(exitCode);
    const calls = await seen.read('calls');
    expect(calls).toContain('fetch');
    const places = {
      output: run.stdout,
      errors: run.stderr,
      'arguments and names of variables': calls,
      refs: await clone.git('for-each-ref'),
      'served refs': await origin.git('for-each-ref'),
      'what was committed': await origin.git('log', '-p', '--format=raw'),
      ...(await textsBelow(clone.path)),
      ...(await textsBelow(temporary.path)),
    };
    for (const [place, text] of Object.entries(places)) expect(formsOf(token).filter((form) => text.includes(form)).length, place).toBe(0);
  });
});

/** A `git` for the front of the PATH, which writes down what it is called with. */
async function watchedGit() {
  const folder = await temporaryFolder({ calls: '' });
  const real = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((one) => join(one, 'git'))
    .find(isExecutable);
  if (real === undefined) throw new Error('There is no git.');
  const calls = join(folder.path, 'calls');
  await folder.write({ git: `#!/bin/sh\n{ printf '%s\\n' "$@"; env | sed 's/=.*//'; tr '\\0' ' ' < /proc/$$/cmdline; } >> '${calls}'\nexec '${real}' "$@"\n` });
  await chmod(join(folder.path, 'git'), 0o755);
  return folder;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function textsBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const)));
}
