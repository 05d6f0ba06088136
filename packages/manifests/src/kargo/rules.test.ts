import { readKubernetesYaml } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { factoryConfig, smallFactory } from '../factory.fixture.ts';
import type { KubernetesObject } from '../infrastructure/index.ts';
import { synthManifests } from '../synth/index.ts';
import { checkManifests, manifestCheck } from './rules.ts';

const direct = objectsOf(smallFactory(factoryConfig({ kargo: { rebuild: 'direct', analysis: 'job' } })));
const byFactory = objectsOf(smallFactory());

describe('what Kargo admits although it can never work', () => {
  it('is nothing that the factory makes', () => {
    expect(checkManifests(direct)).toEqual([]);
    expect(checkManifests(byFactory)).toEqual([]);
  });

  it.each<{ story: string; objects?: KubernetesObject[]; change: [name: string, path: string, value: unknown]; complaint: string }>([
    {
      story: 'a misspelled key in a subscription',
      change: ['Warehouse jobs', 'spec.subscriptions.0.image.constrain', 'latest'],
      complaint: 'the subscription has a key constrain, which Kargo ignores or refuses',
    },
    { story: 'allowTags, which fails every look', change: ['Warehouse jobs', 'spec.subscriptions.0.image.allowTags', '^latest$'], complaint: 'the subscription has a key allowTags' },
    { story: 'a platform, which hides images without an index', change: ['Warehouse jobs', 'spec.subscriptions.0.image.platform', 'linux/amd64'], complaint: 'the subscription has a key platform' },
    {
      story: 'one repository twice',
      change: ['Warehouse postgres', 'spec.subscriptions.1', { image: { repoURL: 'postgres', imageSelectionStrategy: 'Digest', constraint: '15', strictSemvers: true, discoveryLimit: 1 } }],
      complaint: 'it watches one repository twice',
    },
    { story: 'two subscriptions in one', change: ['Warehouse jobs', 'spec.subscriptions.0.git', {}], complaint: 'a subscription is not of one image' },
    { story: 'no subscription', change: ['Warehouse jobs', 'spec.subscriptions', []], complaint: 'it watches nothing' },
    { story: 'Digest without a tag', change: ['Warehouse jobs', 'spec.subscriptions.0.image.constraint', undefined], complaint: 'Digest needs a tag as its constraint' },
    { story: 'Digest with patterns', change: ['Warehouse jobs', 'spec.subscriptions.0.image.allowTagsRegexes', ['^latest$']], complaint: 'Digest ignores patterns' },
    { story: 'a pattern for parts of tags', change: ['Warehouse node-platform', 'spec.subscriptions.0.image.allowTagsRegexes', ['1\\.']], complaint: 'the pattern 1\\. also matches parts of tags' },
    { story: 'a pattern that is none', change: ['Warehouse node-platform', 'spec.subscriptions.0.image.allowTagsRegexes', ['^(?=a)$']], complaint: 'the pattern ^(?=a)$ is none that RE2 knows' },
    {
      story: 'Lexical with a constraint',
      change: ['Warehouse node-platform', 'spec.subscriptions.0.image', { repoURL: 'a.io/b', imageSelectionStrategy: 'Lexical', constraint: '1', strictSemvers: true, discoveryLimit: 1 }],
      complaint: 'Lexical ignores the constraint',
    },
    { story: 'a default that the webhook would add', change: ['Warehouse jobs', 'spec.subscriptions.0.image.strictSemvers', undefined], complaint: 'strictSemvers is not written out' },
    { story: 'a limit of nothing', change: ['Warehouse jobs', 'spec.subscriptions.0.image.discoveryLimit', 0], complaint: 'discoveryLimit is not from 1 to 100' },
    { story: 'a repository with doubled separators', change: ['Warehouse jobs', 'spec.subscriptions.0.image.repoURL', 'ghcr.io/acme/foo--bar'], complaint: "Kargo can't watch ghcr.io/acme/foo--bar" },
    { story: 'an interval that the webhook would rewrite', change: ['Warehouse jobs', 'spec.interval', '1h'], complaint: "the interval 1h is not in Go's form" },
    { story: 'an interval in days', change: ['Warehouse jobs', 'spec.interval', '7d'], complaint: "the interval 7d is not in Go's form" },
    { story: 'an interval below the floor', change: ['Warehouse jobs', 'spec.interval', '1m0s'], complaint: "the interval 1m0s is below Kargo's floor" },
    { story: 'no policy for Freight', change: ['Warehouse jobs', 'spec.freightCreationPolicy', undefined], complaint: 'freightCreationPolicy is not written out' },
    { story: 'the Freight of a Warehouse that is not there', change: ['Stage observe-postgres', 'spec.requestedFreight.0.origin.name', 'mysql'], complaint: 'there is no Warehouse mysql' },
    {
      story: 'the Freight of one Warehouse twice',
      change: ['Stage rebuild-trigger-jobs', 'spec.requestedFreight.1.origin.name', 'postgres'],
      complaint: 'it asks for the Freight of one Warehouse twice',
    },
    { story: 'Freight from nowhere', change: ['Stage observe-postgres', 'spec.requestedFreight.0.sources', {}], complaint: 'nothing is said of where the Freight of postgres comes from' },
    { story: 'no Freight', change: ['Stage observe-postgres', 'spec.requestedFreight', []], complaint: 'it asks for no Freight' },
    {
      story: 'a Stage before that is not there, of which Kargo says nothing',
      change: ['Stage rebuild-trigger-jobs', 'spec.requestedFreight.0.sources.stages', ['observe-mysql']],
      complaint: 'there is no Stage observe-mysql',
    },
    {
      story: 'a Stage before that another Warehouse feeds',
      change: ['Stage rebuild-trigger-jobs', 'spec.requestedFreight.0.sources.stages', ['observe-python-3.12-slim']],
      complaint: 'the Freight of postgres never goes through the Stage observe-python-3.12-slim',
    },
    {
      story: 'two Stages before, of which one soak time satisfies the other',
      change: ['Stage rebuild-trigger-jobs', 'spec.requestedFreight.0.sources.stages', ['observe-postgres', 'observe-postgres']],
      complaint: 'may come from several Stages',
    },
    {
      story: 'a soak time beside direct',
      change: ['Stage rebuild-trigger-jobs', 'spec.requestedFreight.0.sources', { direct: true, requiredSoakTime: '1h0m0s' }],
      complaint: 'Kargo ignores what stands beside direct for postgres',
    },
    {
      story: 'a soak time that the webhook would rewrite',
      change: ['Stage rebuild-trigger-jobs', 'spec.requestedFreight.0.sources.requiredSoakTime', '168h'],
      complaint: "the soak time 168h is not in Go's form",
    },
    { story: 'a Stage without steps, whose verification Kargo ignores', change: ['Stage analyze-dockerfile-jobs', 'spec.promotionTemplate.spec.steps', []], complaint: 'it has no steps' },
    {
      story: 'a kind of step that nobody knows',
      change: ['Stage observe-postgres', 'spec.promotionTemplate.spec.steps.0.uses', 'gha-dispatch'],
      complaint: 'Kargo would fail on a step of kind gha-dispatch',
    },
    { story: 'a misspelled configuration', change: ['PromotionTask start-github-workflow', 'spec.steps.0.config.succesExpression', 'true'], complaint: 'http has no succesExpression' },
    { story: 'a request without a word on success', change: ['PromotionTask start-github-workflow', 'spec.steps.0.config.successExpression', undefined], complaint: 'http needs successExpression' },
    {
      story: 'a request that five errors end within a second',
      change: ['PromotionTask start-github-workflow', 'spec.steps.0.retry.errorThreshold', 5],
      complaint: 'a request is given up after too few errors',
    },
    { story: 'a request without a limit', change: ['PromotionTask start-github-workflow', 'spec.steps.0.retry', undefined], complaint: 'a request is given up after too few errors' },
    { story: 'a limit that is not canonical', change: ['PromotionTask start-github-workflow', 'spec.steps.0.retry.timeout', '6h'], complaint: "a request has no end in Go's form" },
    { story: 'a poll that Kargo slows down', change: ['PromotionTask start-github-workflow', 'spec.steps.0.config.pollInterval', '1s'], complaint: 'pollInterval is below ten seconds' },
    { story: 'a body that would become an object', change: ['PromotionTask start-github-workflow', 'spec.steps.0.config.body', '{"ref": "${{ vars.ref }}"}'], complaint: 'the body is not quoted' },
    { story: 'a variable that the task does not declare', change: ['PromotionTask start-github-workflow', 'spec.vars', []], complaint: 'it uses the variable url, which it does not declare' },
    { story: 'a variable with an impossible name', change: ['PromotionTask start-github-workflow', 'spec.vars.0.name', 'a-b'], complaint: 'a-b is no name for a variable' },
    { story: 'a task that is not there', change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.task.name', 'start'], complaint: 'there is no PromotionTask start' },
    {
      story: 'a variable without a value',
      change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.vars.1.value', ''],
      complaint: 'the variable ref of start-github-workflow has no value',
    },
    {
      story: 'a variable that nobody reads',
      change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.vars.1.name', 'branch'],
      complaint: 'start-github-workflow has no variable branch',
    },
    { story: 'a task that is tried again', change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.retry', {}], complaint: "a step that refers to a task can't have retry" },
    { story: 'a step that is two', change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.uses', 'http'], complaint: 'a step both uses something and refers to a task' },
    { story: 'a name that Kargo keeps for itself', change: ['Stage observe-postgres', 'spec.promotionTemplate.spec.steps.0.as', 'step-1'], complaint: 'a step may not be called step-1' },
    { story: 'two steps of one name', change: ['Stage update-backstage-7dace005', 'spec.promotionTemplate.spec.steps.1.as', 'clone'], complaint: 'two steps have the same alias' },
    {
      story: 'P3: a Secret that a Stage reads',
      change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.vars.1.value', "${{ secret('github-dispatch').token }}"],
      complaint: 'a Stage reads a Secret',
    },
    {
      story: 'P3: the beginning of an expression',
      change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.vars.1.value', 'main${'],
      complaint: 'a text holds `${` outside of an expression',
    },
    {
      story: 'an expression without an end',
      change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.vars.1.value', '${{ ctx.stage'],
      complaint: 'an expression is not closed',
    },
    {
      story: 'braces that end an expression too early',
      change: ['Stage rebuild-trigger-backstage', 'spec.promotionTemplate.spec.steps.0.vars.1.value', "${{ {'a': {'b': 'c'}} }}"],
      complaint: 'an expression ends within its own braces',
    },
    {
      story: 'another spelling of a repository',
      change: ['Stage observe-postgres', 'spec.promotionTemplate.spec.steps.0.config.digest', '${{ quote(imageFrom("postgres").Digest) }}'],
      complaint: 'no Warehouse of this Stage watches postgres',
    },
    {
      story: 'another spelling in a variable',
      change: ['Stage rebuild-trigger-plain', 'spec.promotionTemplate.spec.steps.0.vars.2.value', 'acme/node-platform'],
      complaint: 'no Warehouse of this Stage watches acme/node-platform',
    },
    {
      story: 'an origin that the table forgets',
      change: ['Stage rebuild-trigger-jobs', 'spec.promotionTemplate.spec.steps.0.vars.4.value', '${% {"postgres": "docker.io/library/postgres"}[ctx.targetFreight.origin.name] %}'],
      complaint: 'no Warehouse of this Stage watches what one of its origins brings',
    },
    { story: 'a template that is not there', change: ['Stage analyze-dockerfile-jobs', 'spec.verification.analysisTemplates.0.name', 'analyze'], complaint: 'there is no AnalysisTemplate analyze' },
    { story: 'an argument that is not given', change: ['Stage analyze-dockerfile-jobs', 'spec.verification.args', []], complaint: 'the argument imageName is not given' },
    { story: 'an argument that Kargo drops', change: ['Stage analyze-dockerfile-jobs', 'spec.verification.args.0.name', 'image'], complaint: 'Kargo drops the argument image' },
    {
      story: 'P11: a tag that would become a number',
      change: ['Stage analyze-dockerfile-jobs', 'spec.verification.args.1.value', '${{ imageFrom("ghcr.io/acme/jobs").Tag }}'],
      complaint: 'the argument imageTag could become a number',
    },
    {
      story: 'the name of a metric that is no label',
      change: ['AnalysisTemplate analyze-dockerfile', 'spec.metrics.0.name', 'dockerfile-analysis-metric'],
      complaint: 'the metric dockerfile-analysis-metric is longer than 20 characters',
    },
    { story: 'a kind that we never make', change: ['ServiceAccount image-factory', 'kind', 'Secret'], complaint: 'The factory makes no objects of kind v1/Secret' },
    { story: 'rights in the whole cluster', change: ['ServiceAccount image-factory', 'kind', 'ClusterRole'], complaint: 'The factory makes no objects of kind v1/ClusterRole' },
    { story: 'a name that Kubernetes refuses', change: ['Stage observe-postgres', 'metadata.name', 'observe_postgres'], complaint: 'Kubernetes does not take this name' },
    {
      story: 'one name for two objects',
      change: ['Stage observe-postgres', 'metadata.name', 'observe-python-3.12-slim'],
      complaint: 'There are two objects of kind Stage with the name observe-python-3.12-slim',
    },
  ])('$story', ({ change: [name, path, value], complaint }) => {
    const objects = direct.map((object) => (`${object.kind} ${object.metadata.name}` === name ? changed(object, path.split('.'), value) : object));
    expect(objects).not.toEqual(direct);
    const problems = checkManifests(objects);
    expect(problems.map(({ message }) => message).join('\n')).toContain(complaint);
    expect(problems.every(({ severity }) => severity === 'error')).toBe(true);
  });
});

describe('objects that come one after the other', () => {
  it.each([
    { story: 'as they stand in the files', objects: direct },
    { story: 'the last one first', objects: direct.toReversed() },
  ])('refer to each other, $story', ({ objects }) => {
    const check = manifestCheck();
    for (const object of objects) check.add([object]);
    expect(check.problems()).toEqual([]);
  });

  it.each([
    { left: 'Warehouse postgres', complaint: 'there is no Warehouse postgres' },
    { left: 'Stage observe-postgres', complaint: 'there is no Stage observe-postgres' },
    { left: 'PromotionTask start-github-workflow', complaint: 'there is no PromotionTask start-github-workflow' },
    { left: 'AnalysisTemplate analyze-dockerfile', complaint: 'there is no AnalysisTemplate analyze-dockerfile' },
  ])('refer in vain to $left when it never comes, in whatever order', ({ left, complaint }) => {
    const rest = direct.filter(({ kind, metadata }) => `${kind} ${metadata.name}` !== left);
    expect(rest).toHaveLength(direct.length - 1);
    const messages = (objects: readonly KubernetesObject[]) => checkManifests(objects).map(({ message }) => message);
    expect(messages(rest).join('\n')).toContain(complaint);
    expect(messages(rest.toReversed()).toSorted()).toEqual(messages(rest).toSorted());
  });

  it('may have one name in two namespaces', () => {
    const [first] = direct.filter(({ kind }) => kind === 'Warehouse');
    if (first === undefined) throw new Error('no Warehouse');
    const other = { ...first, metadata: { ...first.metadata, namespace: 'other' } };
    expect(checkManifests([first, other])).toEqual([]);
    expect(checkManifests([first, other, first]).map(({ code }) => code)).toEqual(['synth/name-collision']);
  });
});

function objectsOf(model: Parameters<typeof synthManifests>[0]): KubernetesObject[] {
  return synthManifests(model).value.manifests.flatMap(({ text }) => readKubernetesYaml(text));
}

/** The object with another value at a path; `undefined` takes it away. */
function changed<T>(object: T, [key = '', ...rest]: readonly string[], value: unknown): T {
  const copy = structuredClone(object);
  const holder: Record<string, unknown> = Array.isArray(copy) ? Object(copy) : Object(copy);
  if (rest.length > 0) holder[key] = changed(holder[key], rest, value);
  else if (value === undefined) delete holder[key];
  else holder[key] = value;
  return copy;
}
