import { doing, image, kargo, note, post, request, stage, warehouse, type Fields } from './verify.fixture.ts';

/** What Kargo 1.11.2 did with an object that was applied. */
export type Outcome = 'refused' | 'rewritten' | 'taken';

export interface AdmissionRow {
  readonly story: string;
  readonly kargo: Outcome;
  readonly objects: readonly Fields[];
  /** What we say of it; nothing where it works as it reads. */
  readonly says: readonly string[];
}

const day = 'error duration';
const again = 'warning duration-form';
const added = 'warning default-field';
const node: Fields = { repoURL: 'docker.io/library/node', discoveryLimit: 1 };
const watching = (...subscriptions: readonly Fields[]): Fields => warehouse({ subscriptions });
const two = (first: string, second: string): Fields => watching({ image: { ...image, repoURL: first } }, { image: { ...image, repoURL: second, constraint: '20' } });
const semver = { imageSelectionStrategy: 'SemVer', constraint: '>=1.0.0' };
const task: Fields = { task: { name: 'tell' }, as: 'tell' };
const tell = kargo('PromotionTask', 'tell', { steps: [note] });
const staged = (changes: Fields, name?: string): Fields[] => [warehouse(), tell, stage(changes, name)];
const verification = { analysisTemplates: [] };
const configured = (spec: Fields, name = 'shop'): Fields[] => [kargo('ProjectConfig', name, spec)];

/** In the order of the observations. */
export const admissionRows: readonly AdmissionRow[] = [
  { story: 'an interval in days', kargo: 'refused', objects: [warehouse({ interval: '7d' })], says: [day] },
  { story: 'an interval in hours alone', kargo: 'rewritten', objects: [warehouse({ interval: '168h' })], says: [again] },
  { story: 'a key that a subscription does not have', kargo: 'taken', objects: [warehouse({}, { constrain: '22' })], says: ['error subscription-key'] },
  { story: 'a key that a Warehouse does not have', kargo: 'refused', objects: [warehouse({ every: '1h' })], says: ['error unknown-field'] },
  { story: 'allowTags beside a digest', kargo: 'taken', objects: [warehouse({}, { allowTags: '^22' })], says: ['error old-tag-field'] },
  {
    story: 'allowTags, and versions',
    kargo: 'rewritten',
    objects: [watching({ image: { ...node, ...semver, strictSemvers: true, discoveryLimit: undefined, allowTags: '^22' } })],
    says: ['error old-tag-field', added],
  },
  {
    story: 'a pattern that is none',
    kargo: 'rewritten',
    objects: [watching({ image: { ...node, ...semver, strictSemvers: undefined, allowTagsRegexes: ['^v(?!1)$'] } })],
    says: ['error pattern', added],
  },
  { story: 'a digest without a tag', kargo: 'refused', objects: [warehouse({}, { constraint: undefined })], says: ['error digest-tag'] },
  { story: 'a repository with a tag', kargo: 'refused', objects: [warehouse({}, { repoURL: 'docker.io/library/node:22' })], says: ['error repository'] },
  { story: 'a repository with two dashes', kargo: 'refused', objects: [warehouse({}, { repoURL: 'docker.io/acme/a--b' })], says: ['error repository'] },
  { story: 'a registry with a port', kargo: 'taken', objects: [warehouse({}, { repoURL: 'registry.example.com:5000/acme/a' })], says: [] },
  { story: 'a limit of nothing', kargo: 'rewritten', objects: [warehouse({}, { discoveryLimit: 0 })], says: [added] },
  { story: 'a limit that is too high', kargo: 'refused', objects: [warehouse({}, { discoveryLimit: 101 })], says: ['error invalid-value'] },
  { story: 'a repository twice', kargo: 'rewritten', objects: [{ ...two('docker.io/library/node', 'docker.io/library/node') }], says: ['error repository-twice'] },
  { story: 'a repository twice, with the same tag', kargo: 'rewritten', objects: [watching({ image }, { image })], says: ['error repository-twice'] },
  { story: 'a repository in its long and its short form', kargo: 'rewritten', objects: [two('docker.io/library/node', 'node')], says: ['error repository-twice'] },
  { story: 'a subscription with a name', kargo: 'refused', objects: [watching({ name: 'node', image })], says: ['error subscription-type'] },
  {
    story: 'nothing but what must be there',
    kargo: 'rewritten',
    objects: [kargo('Warehouse', 'node', { interval: '1h0m0s', subscriptions: [{ image: { repoURL: 'docker.io/library/node' } }] })],
    says: [added, added],
  },
  { story: 'a platform', kargo: 'taken', objects: [warehouse({}, { platform: 'linux/amd64' })], says: ['warning platform'] },
  { story: 'a platform with a variant', kargo: 'taken', objects: [warehouse({}, { platform: 'linux/arm64/v8' })], says: ['warning platform'] },
  { story: 'a name of 64 characters', kargo: 'taken', objects: [warehouse({}, {}, 'a'.repeat(64))], says: [] },
  { story: 'a name with a dot', kargo: 'taken', objects: [warehouse({}, {}, 'python-3.12')], says: [] },
  { story: 'a soak time beside direct', kargo: 'taken', objects: staged({ requestedFreight: [request({ direct: true, requiredSoakTime: '1h0m0s' })] }), says: ['error beside-direct'] },
  { story: 'a soak time in days', kargo: 'refused', objects: [...staged({}), stage({ requestedFreight: [request({ stages: ['seen'], requiredSoakTime: '7d' })] }, 'later')], says: [day] },
  { story: 'a soak time in hours alone', kargo: 'rewritten', objects: [...staged({}), stage({ requestedFreight: [request({ stages: ['seen'], requiredSoakTime: '168h' })] }, 'later')], says: [again] },
  { story: 'a verification and no step', kargo: 'taken', objects: staged({ promotionTemplate: undefined, verification }), says: ['error no-steps'] },
  { story: 'a task that is tried again', kargo: 'refused', objects: staged(doing({ ...task, retry: { errorThreshold: 100 } })), says: ['error step-form'] },
  { story: 'a task with a configuration', kargo: 'refused', objects: staged(doing({ ...task, config: {} })), says: ['error step-form'] },
  { story: 'a task under a condition', kargo: 'refused', objects: staged(doing({ ...task, if: '${{ true }}' })), says: ['error step-form'] },
  { story: 'a step that there is not', kargo: 'taken', objects: staged(doing({ uses: 'https', as: 'a', config: {} })), says: ['error unknown-step'] },
  { story: 'a key that a step does not have', kargo: 'taken', objects: staged(doing({ ...post, config: { ...(post['config'] as Fields), successExpresion: 'true' } })), says: ['error step-config'] },
  { story: 'an alias that Kargo keeps for itself', kargo: 'refused', objects: staged(doing({ ...note, as: 'step-1' })), says: ['error step-alias'] },
  { story: 'an alias twice', kargo: 'refused', objects: staged(doing(note, note)), says: ['error step-alias'] },
  { story: 'Freight from nowhere', kargo: 'taken', objects: staged({ requestedFreight: [request({})] }), says: ['error no-sources'] },
  { story: 'a key deep in a Stage', kargo: 'refused', objects: staged({ requestedFreight: [request({ direct: true, directly: true })] }), says: ['error unknown-field'] },
  { story: 'a Warehouse twice', kargo: 'refused', objects: staged({ requestedFreight: [request({ direct: true }), request({ direct: true })] }), says: ['error origin-twice'] },
  { story: 'a list of steps without a step', kargo: 'refused', objects: staged(doing()), says: ['error invalid-value'] },
  { story: 'a long name of a Stage', kargo: 'taken', objects: staged({}, 'a'.repeat(64)), says: [] },
  { story: 'an hour, as people write it, in a Stage', kargo: 'rewritten', objects: staged(doing({ ...post, retry: { timeout: '1h', errorThreshold: 100 } })), says: [again] },
  { story: 'a task within a task', kargo: 'refused', objects: [kargo('PromotionTask', 'outer', { steps: [task] })], says: ['error step-form'] },
  { story: 'an hour, as people write it, in a task', kargo: 'taken', objects: [kargo('PromotionTask', 'a', { steps: [{ ...post, retry: { timeout: '1h', errorThreshold: 100 } }] })], says: [] },
  { story: 'a variable with a dash', kargo: 'refused', objects: [kargo('PromotionTask', 'a', { vars: [{ name: 'a-b' }], steps: [note] })], says: ['error invalid-value'] },
  { story: 'a configuration with another name', kargo: 'refused', objects: configured({}, 'other'), says: ['error project-name'] },
  { story: 'a policy for one Stage and for many', kargo: 'refused', objects: configured({ promotionPolicies: [{ stage: 'a', stageSelector: { name: 'a' } }] }), says: ['error policy'] },
  {
    story: 'a receiver for two services',
    kargo: 'refused',
    objects: configured({ webhookReceivers: [{ name: 'a', github: { secretRef: { name: 's' } }, quay: { secretRef: { name: 's' } } }] }),
    says: ['error receiver'],
  },
];
