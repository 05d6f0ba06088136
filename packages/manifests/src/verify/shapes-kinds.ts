import { any, defaulted, fields, flag, labels, like, list, number, oneOf, oneOfOrDefault, some, text, word, type Shape } from './shape.ts';

// Kargo's kinds (v1alpha1, Kargo 1.11) as far as people write them: `status` is Kargo's own. Names, durations and tags
// have rules of their own, so that here they are any text.

const objectNamed = like(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
const variables = list(fields({ 'name!': like(/^[A-Za-z_]\w*$/), value: text }));
const retry = fields({ errorThreshold: number(), timeout: text });
const step = fields({
  as: text,
  config: any,
  continueOnError: flag,
  if: text,
  retry,
  task: fields({ kind: oneOf('PromotionTask', 'ClusterPromotionTask'), 'name!': objectNamed }),
  uses: word,
  vars: variables,
});

const warehouse = fields({
  freightCreationCriteria: fields({ expression: text }),
  freightCreationPolicy: oneOfOrDefault('Automatic', 'Manual'),
  interval: defaulted,
  shard: text,
  'subscriptions!': some(any),
});

const sources = fields({
  autoPromotionOptions: fields({ selectionPolicy: oneOf('NewestFreight', 'MatchUpstream') }),
  availabilityStrategy: oneOf('All', 'OneOf', ''),
  direct: flag,
  requiredSoakTime: text,
  stages: list(text),
});

const verification = fields({
  analysisRunMetadata: fields({ annotations: labels, labels }),
  analysisTemplates: list(fields({ kind: oneOf('AnalysisTemplate', 'ClusterAnalysisTemplate'), 'name!': text })),
  args: list(fields({ 'name!': text, 'value!': text })),
});

const stage = fields({
  promotionTemplate: fields({ 'spec!': fields({ steps: some(step), vars: variables }) }),
  'requestedFreight!': some(fields({ 'origin!': fields({ 'kind!': oneOf('Warehouse'), 'name!': text }), 'sources!': sources })),
  shard: text,
  vars: variables,
  verification,
});

const task = fields({ 'steps!': some(step), vars: variables });

const selector = { matchExpressions: list(fields({ 'key!': text, 'operator!': text, values: list(text) })), matchLabels: labels };
const secretRef = fields({ name: defaulted });
const secret = fields({ 'secretRef!': secretRef });

/** What a receiver may be of; it is exactly one of them. */
export const receiverTypes = [
  'artifactory',
  'azure',
  'bitbucket',
  'dockerhub',
  'generic',
  'gitea',
  'github',
  'gitlab',
  'harbor',
  'quay',
] as const;

const generic = fields({
  actions: some(
    fields({
      'action!': oneOf('Refresh'),
      parameters: labels,
      targetSelectionCriteria: some(
        fields({
          indexSelector: fields({
            matchIndices: some(fields({ 'key!': oneOf('subscribedURLs', 'receiverPaths'), 'operator!': text, 'value!': text })),
          }),
          'kind!': oneOf('Warehouse'),
          labelSelector: fields(selector),
          name: text,
        }),
      ),
      whenExpression: text,
    }),
  ),
  'secretRef!': secretRef,
});

const receiver = fields({
  ...Object.fromEntries(receiverTypes.map((type) => [type, secret])),
  artifactory: fields({ 'secretRef!': secretRef, virtualRepoName: text }),
  generic,
  'name!': objectNamed,
});

const links = list(fields({ description: text, if: text, 'title!': word, 'url!': word }));

const projectConfig = fields({
  freightLinks: links,
  promotionPolicies: list(
    fields({
      autoPromotionEnabled: flag,
      autoRollback: fields({ onPromotion: list(text), onVerification: list(text) }),
      stage: objectNamed,
      stageSelector: fields({ ...selector, name: text }),
    }),
  ),
  stageLinks: links,
  webhookReceivers: list(receiver),
});

/** Kinds that are held against a shape: that of their `spec`, and whether there has to be one. */
export const kinds: ReadonlyMap<string, { readonly spec?: Shape; readonly required: boolean }> = new Map([
  ['Warehouse', { spec: warehouse, required: true }],
  ['Stage', { spec: stage, required: true }],
  ['PromotionTask', { spec: task, required: true }],
  ['ClusterPromotionTask', { spec: task, required: true }],
  ['ProjectConfig', { spec: projectConfig, required: false }],
  ['Project', { required: false }],
]);
