import { join } from 'node:path';
import { RuleTester } from 'oxlint/plugins-dev';
import { describe, it } from 'vitest';
import { root } from '../root.ts';
import type { Rule } from './rule.ts';

RuleTester.describe = describe;
RuleTester.it = it;

export interface Row {
  readonly story: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly code: string;
  /** What the rule says; a row without it is fine. */
  readonly says?: RegExp;
}

/** Runs a rule on each row's text as oxlint would, as if it stood in the row's file. */
export function testRule(name: string, rule: Rule, rows: readonly Row[]): void {
  const cases = rows.map(({ story, file, code, says }) => ({ name: story, filename: join(root, file), code, errors: says === undefined ? [] : [{ message: says }] }));
  new RuleTester().run(name, rule, {
    valid: cases.filter(({ errors }) => errors.length === 0).map(({ errors: _, ...row }) => row),
    invalid: cases.filter(({ errors }) => errors.length > 0),
  });
}
