import { refuse } from './answer.ts';
import type { Protection } from './options.ts';
import type { Repository } from './world.ts';

/** What protects a ref that is given by its full name. */
export function protectionOf({ protections }: Pick<Repository, 'protections'>, ref: string): Protection | undefined {
  return ref.startsWith('refs/heads/') ? protections.get(ref.slice('refs/heads/'.length)) : undefined;
}

/** @throws Refusal 422 when only a pull request may change the ref */
export function checkProtection(repository: Repository, ref: string): void {
  switch (protectionOf(repository, ref)) {
    case undefined:
      return;
    case 'classic':
      throw refuse(422, 'Changes must be made through a pull request.');
    case 'ruleset':
      throw refuse(422, 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n');
  }
}
