import { shortHash } from '@image-factory/core/text';
import { triggerPipelineUrl, workflowDispatchUrl, type Repository } from './forge-url.ts';
import { accepted, githubHeaders, gitlabHeaders, httpStep, refusedByGitHub, refusedByGitLab, type Request } from './http-step.ts';
import { bracedExpression, code, expression, literal, sentence, type KargoLiteral, type KargoText } from './text.ts';
import type { PromotionTaskSpec, TaskStep } from './types.ts';

/** An image's own build, as Kargo starts it in `direct` mode. */
export interface OwnBuild extends Repository {
  readonly branch: string;
  /** On GitHub. A GitLab pipeline needs no name: a project has one. */
  readonly workflow?: string;
}

const tasks = { github: 'start-github-workflow', gitlab: 'start-gitlab-pipeline' } as const;

/** A Promotion step that starts the image's own build. @param secret - see {@link targetSecret} */
export function startBuildStep(build: OwnBuild, secret: string, image: string, watchedRepo: KargoText): TaskStep {
  const variables: Record<string, KargoText> = {
    url: startUrl(build),
    ref: literal(build.branch),
    secret: literal(secret),
    image: literal(image),
    watchedRepo,
  };
  return { task: { name: tasks[build.provider] }, as: 'start', vars: Object.entries(variables).map(([name, value]) => ({ name, value })) };
}

function startUrl(build: OwnBuild): KargoLiteral {
  return build.provider === 'gitlab' ? triggerPipelineUrl(build) : workflowDispatchUrl(build, build.workflow ?? '');
}

// What a build may want to know: its image, what moved, and why it runs.
const moved = code`imageFrom(vars.watchedRepo, warehouse(ctx.targetFreight.origin.name))`;
const cause = code`{
    'image': vars.image,
    'base': vars.watchedRepo + ':' + ${moved}.Tag + '@' + ${moved}.Digest,
    'reason': 'base image moved'
  }`;

/**
 * The task behind {@link startBuildStep}. A workflow of somebody else's may not know our inputs, and GitHub refuses a
 * run with inputs that are not declared (GitLab: 400). So the first request names the cause; only when that is refused,
 * a second one starts the build without saying why.
 */
export function startBuildTask(provider: 'github' | 'gitlab'): { name: string; why: string; spec: PromotionTaskSpec } {
  const [informed, plain] = provider === 'gitlab' ? gitlabRequests() : githubRequests();
  return {
    name: tasks[provider],
    why: provider === 'gitlab' ? "starts the pipeline of an image's own project" : "starts an image's own workflow",
    spec: {
      vars: [{ name: 'url' }, { name: 'ref' }, { name: 'secret' }, { name: 'image' }, { name: 'watchedRepo' }],
      steps: [httpStep(informed), httpStep(plain)],
    },
  };
}

function githubRequests(): [Request, Request] {
  const common = { url: expression`vars.url`, headers: githubHeaders(sentence`Bearer ${expression`secret(vars.secret).token`}`) };
  return [
    {
      ...common,
      as: 'informed',
      body: bracedExpression`quote({
  'ref': vars.ref,
  'inputs': ${cause}
})`,
      success: literal(`${accepted} || response.status == 422`),
      failure: refusedByGitHub(400, 401, 404, 410),
      outputs: answer,
    },
    {
      ...common,
      as: 'plain',
      if: expression`task.outputs.informed?.status == 422`,
      body: bracedExpression`quote({'ref': vars.ref})`,
      success: accepted,
      failure: refusedByGitHub(400, 401, 404, 410, 422),
    },
  ];
}

function gitlabRequests(): [Request, Request] {
  const common = { url: expression`vars.url`, headers: gitlabHeaders };
  return [
    {
      ...common,
      as: 'informed',
      body: bracedExpression`quote({
  'token': secret(vars.secret).token,
  'ref': vars.ref,
  'inputs': ${cause}
})`,
      success: literal(`${accepted} || response.status == 400`),
      failure: refusedByGitLab(401, 403, 404, 422),
      outputs: answer,
    },
    {
      ...common,
      as: 'plain',
      if: expression`task.outputs.informed?.status == 400`,
      body: bracedExpression`quote({
  'token': secret(vars.secret).token,
  'ref': vars.ref,
  'variables': {'IMAGE_FACTORY_IMAGE': vars.image}
})`,
      success: accepted,
      failure: refusedByGitLab(400, 401, 403, 404, 422),
    },
  ];
}

const answer = [{ name: 'status', fromExpression: literal('response.status') }];

/**
 * Name of the Secret with the token for one target repository: the configured name, a dot, and the repository. Targets
 * never share a token. Where the repository has no plain form, a hash keeps the names apart.
 */
export function targetSecret(prefix: string, { provider, host, slug }: Repository): string {
  const isUsualHost = host === `${provider}.com`;
  const whole = (isUsualHost ? slug : `${host}/${slug}`).toLowerCase();
  const parts = whole.split('/');
  if (parts.every((part) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(part))) return [prefix, ...parts].join('.');
  const readable = parts.map((part) => part.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'x');
  return `${[prefix, ...readable].join('.')}-${shortHash(whole)}`;
}
