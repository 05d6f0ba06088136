import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wording } from './wording.ts';

// git's own reason is "pre-receive hook declined". GitLab's is the same; GitHub puts its own words into the brackets.
function hookFor(branches: ReadonlySet<string>, { protectedBranch }: Wording): string {
  const cases = [...branches].map((branch) => {
    const ref = `refs/heads/${branch}`;
    const lines = protectedBranch(ref).map((line) => `echo ${quote(line)} >&2; `);
    return `${quote(ref)}) ${lines.join('')}exit 1 ;;`;
  });
  return ['#!/bin/sh', 'while read -r old new ref; do', 'case "$ref" in', ...cases, 'esac', 'done', ''].join('\n');
}

/** From now on pushes to these branches, and only to these, are refused. Commits made directly are not asked. */
export async function protectBranches(repository: string, branches: ReadonlySet<string>, wording: Wording): Promise<void> {
  await mkdir(join(repository, 'hooks'), { recursive: true });
  const file = join(repository, 'hooks', 'pre-receive');
  await writeFile(file, hookFor(branches, wording));
  await chmod(file, 0o755);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
