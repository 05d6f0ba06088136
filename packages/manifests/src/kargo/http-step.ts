import { goDuration } from './duration.ts';
import { literal, type KargoExpression, type KargoLiteral, type KargoText } from './text.ts';
import type { StepConfig, UsesStep } from './types.ts';

/** A request that starts something, and what its answers mean. */
export interface Request {
  readonly as: string;
  readonly if?: KargoText;
  readonly url: KargoText;
  readonly headers: readonly { readonly name: string; readonly value: KargoText }[];
  readonly body: KargoExpression;
  readonly success: KargoLiteral;
  readonly failure: KargoLiteral;
  readonly outputs?: readonly { readonly name: string; readonly fromExpression: KargoLiteral }[];
}

/**
 * One http step. What no expression claims (429, 5xx) is sent again every two minutes, for six hours: a Promotion
 * that ended without success is never tried again. The time is the limit, not the number of errors: without network
 * Kargo tries so fast that a small number would be used up within a second.
 */
export function httpStep({ as, if: condition, url, headers, body, success, failure, outputs }: Request): UsesStep {
  return {
    uses: 'http',
    as,
    ...(condition === undefined ? {} : { if: condition }),
    retry: { timeout: goDuration(6 * 60 * 60 * 1000), errorThreshold: 100 },
    config: {
      method: literal('POST'),
      url,
      timeout: literal('30s'),
      pollInterval: literal(goDuration(2 * 60 * 1000)),
      headers: headers.map(({ name, value }) => ({ name: literal(name), value })),
      body,
      successExpression: success,
      failureExpression: failure,
      errorExpression: literal("response.body.message ?? ''"),
      ...(outputs === undefined
        ? {}
        : { outputs: outputs.map(({ name, fromExpression }): StepConfig => ({ name: literal(name), fromExpression })) }),
    },
  };
}

/** The headers of GitHub's API. @param token - expression that gives `Bearer …` */
export function githubHeaders(token: KargoExpression): Request['headers'] {
  return [
    { name: 'Accept', value: literal('application/vnd.github+json') },
    { name: 'X-GitHub-Api-Version', value: literal('2022-11-28') },
    { name: 'Content-Type', value: literal('application/json') },
    { name: 'Authorization', value: token },
  ];
}

/** GitLab wants its trigger token in the body: in a URL it would end up in logs. */
export const gitlabHeaders: Request['headers'] = [{ name: 'Content-Type', value: literal('application/json') }];

export const accepted = literal('response.status >= 200 && response.status < 300');

/**
 * Answers after which trying again is pointless. GitHub says 403 both for a missing permission and for a rate limit;
 * only the headers tell them apart.
 */
export function refusedByGitHub(...statuses: readonly number[]): KargoLiteral {
  return literal(
    `response.status in [${statuses.join(', ')}] || (response.status == 403 && response.header('Retry-After') == '' && response.header('X-RateLimit-Remaining') != '0')`,
  );
}

export function refusedByGitLab(...statuses: readonly number[]): KargoLiteral {
  return literal(`response.status in [${statuses.join(', ')}]`);
}
