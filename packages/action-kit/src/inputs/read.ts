import { setSecret } from '@actions/core';
import { hasErrors, type Problem } from '@image-factory/core/problem';
import type { z } from 'zod';
import { annotate } from '../run/annotate.ts';
import { UserError } from '../run/user-error.ts';
import type { InputSchema } from './describe.ts';
import type { Env } from './names.ts';
import { parseInputs } from './parse.ts';
import type { Renames } from './renamed.ts';
import { secretForms } from './secret.ts';

export interface ReadOptions extends Renames {
  /** Takes the warnings; default: they become annotations at once. `runAction` hands one to `main`. */
  readonly report?: (problem: Problem) => void;
}

/**
 * Reads the inputs of the step by their schema, and masks its secrets before anything else.
 *
 * @param schema - keys as in code: `dryRun` is the input `dry-run`
 * @throws UserError with one problem for each input that can not be used
 */
export function readInputs<S extends InputSchema>(schema: S, env: Env, { report = annotate, ...renames }: ReadOptions = {}): z.output<S> {
  const { value, problems, secrets } = parseInputs(schema, env, renames);
  maskSecrets(secrets, env);
  if (value === undefined || hasErrors(problems)) throw new UserError('The inputs of this action can not be used.', { problems });
  problems.forEach(report);
  return value;
}

/** Only a runner swallows the command; anywhere else it would print the secret. */
export function maskSecrets(secrets: readonly string[], env: Env): void {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  for (const form of secrets.flatMap(secretForms)) setSecret(form);
}
