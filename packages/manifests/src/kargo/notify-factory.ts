import type { FactoryConfig } from '@image-factory/core/enrollment';
import { repositoryDispatchUrl, triggerPipelineUrl, workflowDispatchUrl, type Repository } from './forge-url.ts';
import { accepted, githubHeaders, gitlabHeaders, httpStep, refusedByGitHub, refusedByGitLab } from './http-step.ts';
import { bracedExpression, code, expression, literal, quoted, sentence, type KargoText } from './text.ts';
import type { PromotionTaskSpec, TaskStep, UsesStep } from './types.ts';

/** What Kargo tells the factory (SPEC section 8). */
export type FactoryEvent = 'image-factory-analyze' | 'image-factory-base-observed' | 'image-factory-rebuild';

/** The factory as the target of events. */
export interface Factory extends Repository {
  readonly branch: string;
  /** Number of the project on GitLab, where it is known. */
  readonly project?: string;
  /** Name of the Secret whose key `token` may start things in the factory's repository, and only there. */
  readonly secret: string;
  /** How GitHub is told. */
  readonly dispatch: FactoryConfig['kargo']['dispatch'];
  /** The workflow that takes `workflow_dispatch`. */
  readonly workflow: string;
}

const taskName = 'notify-factory';

/** A Promotion step that tells the factory what happened to an image. @param image - its name in the factory */
export function notifyStep(event: FactoryEvent, image: string, watchedRepo: KargoText): TaskStep {
  return {
    task: { name: taskName },
    as: 'notify',
    vars: [
      { name: 'event', value: literal(event) },
      { name: 'image', value: literal(image) },
      { name: 'watchedRepo', value: watchedRepo },
    ],
  };
}

/** The task behind {@link notifyStep}: one request to the forge that the factory lives on. */
export function notifyFactoryTask(factory: Factory): { name: string; why: string; spec: PromotionTaskSpec } {
  return {
    name: taskName,
    why: `tells the factory in ${factory.slug} what moved`,
    spec: { vars: [{ name: 'event' }, { name: 'image' }, { name: 'watchedRepo' }], steps: [request(factory)] },
  };
}

// The versioned content of every event. All of it is a hint: the factory reads digests from the registry again.
const moved = code`imageFrom(vars.watchedRepo, warehouse(ctx.targetFreight.origin.name))`;
const payload = code`{
    'v': 1,
    'image': vars.image,
    'warehouse': ctx.targetFreight.origin.name,
    'repo': vars.watchedRepo,
    'tag': ${moved}.Tag,
    'digest': ${moved}.Digest,
    'freight': ctx.targetFreight.name,
    'stage': ctx.stage,
    'promotion': ctx.promotion
  }`;

function request(factory: Factory): UsesStep {
  const secret = quoted(factory.secret);
  const ref = quoted(factory.branch);
  if (factory.provider === 'gitlab') {
    return httpStep({
      as: 'send',
      url: triggerPipelineUrl(factory, factory.project),
      headers: gitlabHeaders,
      body: bracedExpression`quote({
  'token': secret(${secret}).token,
  'ref': ${ref},
  'inputs': {'event': vars.event, 'factory': toJSON(${payload})}
})`,
      success: accepted,
      failure: refusedByGitLab(400, 401, 403, 404, 422),
    });
  }
  const headers = githubHeaders(sentence`Bearer ${expression`secret(${secret}).token`}`);
  const failure = refusedByGitHub(400, 401, 404, 410, 422);
  if (factory.dispatch === 'workflow_dispatch') {
    return httpStep({
      as: 'send',
      url: workflowDispatchUrl(factory, factory.workflow),
      headers,
      body: bracedExpression`quote({
  'ref': ${ref},
  'inputs': {'event': vars.event, 'factory': toJSON(${payload})}
})`,
      success: accepted,
      failure,
    });
  }
  return httpStep({
    as: 'send',
    url: repositoryDispatchUrl(factory),
    headers,
    body: bracedExpression`quote({
  'event_type': vars.event,
  'client_payload': {'factory': ${payload}}
})`,
    success: accepted,
    failure,
  });
}
