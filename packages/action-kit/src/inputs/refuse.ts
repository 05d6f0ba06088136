import { error, type Problem } from '@image-factory/core/problem';
import { show, suggest } from '@image-factory/core/text';
import type { z } from 'zod';
import { describeInput } from './describe.ts';
import { traitsOf } from './traits.ts';

/** A value that its schema refused, and the input it was given for. */
export interface Refused {
  readonly name: string;
  readonly field: z.ZodType;
  /** Undefined when nothing was given. */
  readonly value: string | undefined;
  readonly issue: z.core.$ZodIssue;
}

/** What was given, what is allowed, and what to do: as a problem. The value of a secret is not part of it. */
export function refuseInput({ name, field, value, issue }: Refused): Problem {
  const { description } = describeInput(field);
  const { secret = false, filledBy } = traitsOf(field);
  if (value === undefined)
    return error('inputs/missing', `Input \`${name}\` is required.`, { hint: missingHint(name, description, filledBy) });
  if (secret)
    return error('inputs/invalid', `Input \`${name}\` has a value that can not be used; it is a secret and not shown.`, about(description));
  return error('inputs/invalid', `Input \`${name}\`: ${sentence(value, issue)}`, hintFor(value, issue) ?? about(description));
}

function missingHint(name: string, description: string, filledBy: string | undefined): string {
  const how =
    filledBy === undefined
      ? `Set \`${name}:\` under \`with:\` of this step.`
      : `Leave \`${name}:\` out, so that it is \`${filledBy}\`, or give it a value.`;
  return description === '' ? how : `${how} ${description}`;
}

function about(description: string): { hint?: string } {
  return description === '' ? {} : { hint: description };
}

function sentence(value: string, issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_value':
      return `${show(value)} is none of ${issue.values.map((allowed) => show(allowed)).join(', ')}.`;
    default:
      return `${show(value)} can not be used: ${issue.message}.`;
  }
}

function hintFor(value: string, issue: z.core.$ZodIssue): { hint: string } | undefined {
  if (issue.code === 'custom' && typeof issue.params?.['hint'] === 'string') return { hint: issue.params['hint'] };
  const meant = issue.code === 'invalid_value' ? suggest(value, issue.values.map(String)) : undefined;
  return meant === undefined ? undefined : { hint: `Did you mean \`${meant}\`?` };
}
