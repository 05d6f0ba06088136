import { formatLocation, problemCodes } from '@image-factory/core/problem';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallFactory } from '../factory.fixture.ts';
import { synthManifests } from '../synth/index.ts';
import { anyFactory } from '../synth/model.fixture.ts';
import { modes } from '../synth/modes.fixture.ts';
import { admissionRows } from './admission.fixture.ts';
import { verifyManifests } from './index.ts';
import { doing, image, kargo, note, post, request, said, saidOf, stage, stream, warehouse, type Fields } from './verify.fixture.ts';

const withHttp = (changes: Fields, config: Fields = {}): Fields[] => [warehouse(), stage(doing({ ...post, ...changes, config: { ...(post['config'] as Fields), ...config } }))];
const tagOf = (repository: string): string => `\${{ quote(imageFrom('${repository}').Tag) }}`;
const noting = (value: string): Fields => doing({ ...note, config: { tag: value } });
const soak = { stages: ['seen'], requiredSoakTime: '1h0m0s' };
const template = (spec: Fields): Fields => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name: 'check', namespace: 'shop' }, spec });
const asking = (...args: readonly Fields[]): Fields => ({ verification: { analysisTemplates: [{ name: 'check' }], args } });
const job = (name: string): Fields => ({ name, provider: { job: {} } });
const send = kargo('PromotionTask', 'send', {
  vars: [{ name: 'image' }, { name: 'event', value: 'e' }],
  steps: [{ ...note, config: { a: '${{ quote(imageFrom(vars.image, warehouse(ctx.targetFreight.origin.name)).Tag) }}', b: '${{ vars.event }}' } }],
});
const sending = (...vars: readonly Fields[]): Fields => doing({ task: { name: 'send' }, as: 'send', vars });
const table = (repository: string): string => `\${% {'node': '${repository}'}[ctx.targetFreight.origin.name] %}`;

interface Row {
  readonly story: string;
  readonly objects: readonly Fields[];
  readonly says: readonly string[];
}

const rows: readonly Row[] = [
  { story: 'everything as it should be', objects: [warehouse(), stage()], says: [] },
  // What is refused.
  { story: 'a kind that is misspelt', objects: [kargo('Warhouse', 'a', {})], says: ['error unknown-kind'] },
  { story: 'a version that there is not', objects: [{ ...warehouse(), apiVersion: 'kargo.akuity.io/v1' }], says: ['error unknown-kind'] },
  { story: 'a name with capitals', objects: [warehouse({}, {}, 'Node')], says: ['error name'] },
  { story: 'a Project that no namespace could be named after', objects: [kargo('Project', 'a'.repeat(64), {})], says: ['error name'] },
  { story: 'a Project in a namespace', objects: [kargo('Project', 'a', {}, { namespace: 'b' })], says: ['error namespace'] },
  { story: 'a Project of an older version, with its policies', objects: [kargo('Project', 'a', { promotionPolicies: [] })], says: ['error unknown-field'] },
  { story: 'no namespace', objects: [kargo('Stage', 'a', {}, { namespace: undefined })], says: ['error missing-field', 'warning namespace'] },
  { story: 'no name', objects: [kargo('ProjectConfig', 'a', {}, { name: undefined })], says: ['error missing-field'] },
  { story: 'two objects of one name', objects: [warehouse(), warehouse()], says: ['error duplicate'] },
  { story: 'a label that is no text', objects: [kargo('ProjectConfig', 'shop', {}, { labels: { a: true } })], says: ['error invalid-value'] },
  { story: 'a namespace of a Project without its label', objects: [kargo('Project', 'shop', {}), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }], says: ['error project-label'] },
  { story: 'a namespace that is none of our concern', objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }], says: [] },
  {
    story: 'two receivers of one name',
    objects: [kargo('ProjectConfig', 'shop', { webhookReceivers: [1, 2].map(() => ({ name: 'a', quay: { secretRef: { name: 's' } } })) })],
    says: ['error receiver'],
  },
  { story: 'a receiver for nothing', objects: [kargo('ProjectConfig', 'shop', { webhookReceivers: [{ name: 'a' }] })], says: ['error receiver'] },
  { story: 'a policy for nothing', objects: [kargo('ProjectConfig', 'shop', { promotionPolicies: [{ autoPromotionEnabled: true }] })], says: ['error policy'] },
  { story: 'a step that is nothing', objects: [warehouse(), stage(doing({ as: 'a' }))], says: ['error step-form'] },
  // What is taken and never found.
  { story: 'an interval below the least', objects: [warehouse({ interval: '10s' })], says: ['warning interval'] },
  { story: 'a range where a tag should be', objects: [warehouse({}, { constraint: '>=22 <23' })], says: ['error digest-tag'] },
  { story: 'patterns beside a digest', objects: [warehouse({}, { allowTagsRegexes: ['^22$'] })], says: ['warning ignored-field'] },
  { story: 'a constraint that counts for nothing', objects: [warehouse({}, { imageSelectionStrategy: 'NewestBuild', allowTagsRegexes: ['^22$'] })], says: ['warning ignored-field'] },
  { story: 'every tag of a repository', objects: [warehouse({}, { imageSelectionStrategy: 'Lexical', constraint: undefined })], says: ['warning every-tag'] },
  {
    story: 'a pattern that fits parts of tags',
    objects: [warehouse({}, { imageSelectionStrategy: 'Lexical', constraint: undefined, allowTagsRegexes: ['22', '^22|23$', '^(?:22|[|]3)\\|$'] })],
    says: ['warning loose-pattern', 'warning loose-pattern'],
  },
  {
    story: 'a pattern to leave out that fits parts of tags, as it should',
    objects: [warehouse({}, { imageSelectionStrategy: 'Lexical', constraint: undefined, allowTagsRegexes: ['^2.$'], ignoreTagsRegexes: ['-rc'] })],
    says: [],
  },
  { story: 'a range of an older version', objects: [warehouse({}, { semverConstraint: '1.x' })], says: ['error old-tag-field'] },
  { story: 'something that is no platform', objects: [warehouse({}, { platform: 'amd64' })], says: ['error platform'] },
  {
    story: 'an image beside its source',
    objects: [warehouse({ subscriptions: [{ image }, { git: { repoURL: 'https://github.com/acme/a.git', branch: 'main' } }] })],
    says: ['warning mixed-subscriptions'],
  },
  {
    story: 'a key that a Git repository does not have',
    objects: [warehouse({ subscriptions: [{ git: { repoURL: 'https://github.com/acme/a.git', branches: 'main' } }] })],
    says: ['error subscription-key'],
  },
  { story: 'a subscription without a repository', objects: [warehouse({ subscriptions: [{ chart: {} }] })], says: ['error subscription-key'] },
  { story: 'one chart repository twice, for two charts', objects: [warehouse({ subscriptions: ['a', 'b'].map((name) => ({ chart: { repoURL: 'https://charts.example.com', name } })) })], says: [] },
  // What never gets anywhere.
  { story: 'a Warehouse that is not there', objects: [stage()], says: ['error no-warehouse'] },
  {
    story: 'a Warehouse of another namespace',
    objects: [kargo('Warehouse', 'node', { interval: '1h0m0s', freightCreationPolicy: 'Automatic', subscriptions: [{ image }] }, { namespace: 'other' }), stage()],
    says: ['error no-warehouse'],
  },
  { story: 'a Stage that is not there', objects: [warehouse(), stage({ requestedFreight: [request({ stages: ['sen'] })] })], says: ['error no-stage'] },
  {
    story: 'a Stage that has other Freight',
    objects: [warehouse(), warehouse({}, {}, 'other'), stage(), stage({ requestedFreight: [request({ stages: ['seen'] }, 'other')] }, 'later')],
    says: ['error unreachable'],
  },
  {
    story: 'Stages that wait for each other',
    objects: [warehouse(), stage({ requestedFreight: [request({ stages: ['b'] })] }, 'a'), stage({ requestedFreight: [request({ stages: ['a'] })] }, 'b')],
    says: ['error unreachable', 'error unreachable'],
  },
  {
    story: 'Stages in a row',
    objects: [warehouse(), stage({ requestedFreight: [request({ stages: ['b'] })] }, 'c'), stage({ requestedFreight: [request({ stages: ['a'] })] }, 'b'), stage({}, 'a')],
    says: [],
  },
  {
    story: 'a soak time behind a Stage that does nothing',
    objects: [warehouse(), stage({ promotionTemplate: undefined }), stage({ requestedFreight: [request(soak)] }, 'later')],
    says: ['error control-flow-soak'],
  },
  {
    story: 'no soak time behind a Stage that does nothing',
    objects: [warehouse(), stage({ promotionTemplate: undefined }), stage({ requestedFreight: [request({ stages: ['seen'] })] }, 'later')],
    says: [],
  },
  {
    story: 'a soak time behind two Stages',
    objects: [warehouse(), stage(), stage({}, 'too'), stage({ requestedFreight: [request({ ...soak, stages: ['seen', 'too'] })] }, 'later')],
    says: ['warning several-upstreams'],
  },
  {
    story: 'a soak time behind all of two Stages',
    objects: [warehouse(), stage(), stage({}, 'too'), stage({ requestedFreight: [request({ ...soak, stages: ['seen', 'too'], availabilityStrategy: 'All' })] }, 'later')],
    says: ['error several-upstreams'],
  },
  { story: 'Stages beside direct', objects: [warehouse(), stage(), stage({ requestedFreight: [request({ direct: true, stages: ['seen'] })] }, 'later')], says: ['error beside-direct'] },
  // Requests.
  { story: 'a request that lacks nothing', objects: withHttp({}), says: [] },
  { story: 'a request that is sent once', objects: withHttp({ retry: { timeout: '6h0m0s' } }), says: ['warning few-attempts'] },
  { story: 'a request with fourteen attempts', objects: withHttp({ retry: { timeout: '6h0m0s', errorThreshold: 14 } }), says: ['warning few-attempts'] },
  { story: 'a request with fifteen attempts', objects: withHttp({ retry: { timeout: '6h0m0s', errorThreshold: 15 } }), says: [] },
  { story: 'a request without an end', objects: withHttp({ retry: { errorThreshold: 100 } }), says: ['warning endless-request'] },
  { story: 'a request whose answer nobody reads', objects: withHttp({}, { successExpression: undefined, failureExpression: undefined }), says: ['warning endless-request'] },
  { story: 'a request every second', objects: withHttp({}, { pollInterval: '1s' }), says: ['warning poll-interval'] },
  { story: 'a body with an expression in it', objects: withHttp({}, { body: '{"tag": "${{ ctx.stage }}"}' }), says: ['error unquoted-body'] },
  { story: 'a body that is an object', objects: withHttp({}, { body: "${% {'a': 1} %}" }), says: ['error unquoted-body'] },
  { story: 'a body that is quoted twice', objects: withHttp({}, { body: '${{ quote(toJSON(ctx)) }}' }), says: ['error unquoted-body'] },
  { story: 'a body without an expression', objects: withHttp({}, { body: '{"ref": "main"}' }), says: [] },
  { story: 'a step of the commercial edition', objects: [warehouse(), stage(doing({ uses: 'gha-dispatch-workflow', as: 'a', config: {} }))], says: ['error unknown-step'] },
  { story: 'a step without what it needs', objects: [warehouse(), stage(doing({ uses: 'git-push', as: 'a' }))], says: ['error step-config'] },
  { story: 'a number where a text should be', objects: [warehouse(), stage(doing({ uses: 'git-push', as: 'a', config: { path: 1 } }))], says: ['error step-config'] },
  { story: 'an expression where a number should be', objects: [warehouse(), stage(doing({ uses: 'git-push', as: 'a', config: { path: 'src', maxAttempts: '${{ 1 + 1 }}' } }))], says: [] },
  { story: 'a step that is tried again for a time that is none', objects: [warehouse(), stage(doing({ ...note, retry: { timeout: '1d' } }))], says: ['error duration'] },
  // Expressions.
  { story: 'an expression that is not closed', objects: [warehouse(), stage(noting('${{ ctx.stage }'))], says: ['error expression'] },
  { story: 'an expression that ends early', objects: [warehouse(), stage(noting("${{ {'a': {'b': 1}} }}"))], says: ['error expression'] },
  {
    story: 'a variable that nobody declares',
    objects: [warehouse(), stage(noting('${{ vars.a }} and ${{ vars.b }} and ${{ "vars.c" }}'), 'seen'), stage({ ...noting('${{ vars.a }}'), vars: [{ name: 'a', value: 'b' }] }, 'other')],
    says: ['warning unknown-variable', 'warning unknown-variable'],
  },
  {
    story: 'a tag that may become a number',
    objects: [
      warehouse(),
      stage(doing({ uses: 'kustomize-set-image', as: 'a', config: { path: '.', images: [{ image: 'docker.io/library/node', tag: "${{ imageFrom('docker.io/library/node').Tag }}" }] } })),
    ],
    says: ['warning unquoted-text'],
  },
  { story: 'the image as the Warehouse writes it', objects: [warehouse(), stage(noting(tagOf('docker.io/library/node')))], says: [] },
  { story: 'the image in its short form', objects: [warehouse(), stage(noting(tagOf('node')))], says: ['error image-spelling'] },
  { story: 'an image that nobody watches', objects: [warehouse(), stage(noting(tagOf('docker.io/library/golang')))], says: ['error image-spelling'] },
  {
    story: 'an image that two Warehouses watch',
    objects: [
      warehouse(),
      warehouse({}, { constraint: '20' }, 'node-20'),
      stage({ requestedFreight: ['node', 'node-20'].map((name) => request({ direct: true }, name)), ...noting(tagOf('docker.io/library/node')) }),
    ],
    says: ['error image-ambiguous'],
  },
  {
    story: 'an image that two Warehouses watch, and which is meant',
    objects: [
      warehouse(),
      warehouse({}, { constraint: '20' }, 'node-20'),
      stage({
        requestedFreight: ['node', 'node-20'].map((name) => request({ direct: true }, name)),
        ...noting("${{ imageFrom('docker.io/library/node', warehouse(ctx.targetFreight.origin.name)).Digest }}"),
      }),
    ],
    says: [],
  },
  // Tasks.
  { story: 'a task that is not there', objects: [warehouse(), stage(sending())], says: ['error no-task'] },
  { story: 'a task of the whole cluster, which is elsewhere', objects: [warehouse(), stage(doing({ task: { name: 'send', kind: 'ClusterPromotionTask' }, as: 'a' }))], says: [] },
  { story: 'a task with what it needs', objects: [warehouse(), send, stage(sending({ name: 'image', value: 'docker.io/library/node' }))], says: [] },
  { story: 'a task without what it needs', objects: [warehouse(), send, stage(sending())], says: ['error task-variable'] },
  { story: 'a task with an empty variable', objects: [warehouse(), send, stage(sending({ name: 'image', value: '' }))], says: ['error task-variable'] },
  {
    story: 'a task with a variable that it does not have',
    objects: [warehouse(), send, stage(sending({ name: 'image', value: 'docker.io/library/node' }, { name: 'evnt', value: 'a' }))],
    says: ['warning task-variable'],
  },
  { story: 'a task that is told an image in its short form', objects: [warehouse(), send, stage(sending({ name: 'image', value: 'library/node' }))], says: ['error image-spelling'] },
  { story: 'a task that is told an image by its origin', objects: [warehouse(), send, stage(sending({ name: 'image', value: table('docker.io/library/node') }))], says: [] },
  { story: 'a task that is told an image by its origin, in its short form', objects: [warehouse(), send, stage(sending({ name: 'image', value: table('node') }))], says: ['error image-spelling'] },
  {
    story: 'a task that asks for another image by itself',
    objects: [
      warehouse(),
      kargo('PromotionTask', 'send', { vars: [{ name: 'image', value: 'node' }], steps: [{ ...note, config: { a: '${{ imageFrom( vars.image ).Digest }}' } }] }),
      stage(sending()),
    ],
    says: ['error image-spelling'],
  },
  // Verification.
  { story: 'a template that is not there', objects: [warehouse(), stage(asking())], says: ['error no-template'] },
  {
    story: 'a template with its arguments',
    objects: [warehouse(), template({ args: [{ name: 'a' }, { name: 'b', value: 'c' }], metrics: [job('short')] }), stage(asking({ name: 'a', value: '1' }))],
    says: [],
  },
  { story: 'a template without its argument', objects: [warehouse(), template({ args: [{ name: 'a' }] }), stage(asking())], says: ['error template-argument'] },
  { story: 'an argument that no template takes', objects: [warehouse(), template({}), stage(asking({ name: 'a', value: '1' }))], says: ['warning template-argument'] },
  {
    story: 'an argument from Freight that is not there yet',
    objects: [warehouse(), template({ args: [{ name: 'a' }] }), stage(asking({ name: 'a', value: '${{ ctx.targetFreight.name }}' }))],
    says: ['error target-freight'],
  },
  {
    story: 'an argument that may become a number',
    objects: [warehouse(), template({ args: [{ name: 'a' }] }), stage(asking({ name: 'a', value: "${{ imageFrom('docker.io/library/node').Tag }}" }))],
    says: ['warning unquoted-text'],
  },
  { story: 'a metric whose Job has no room for its name', objects: [template({ metrics: [job('a'.repeat(21))] })], says: ['error metric-name'] },
  { story: 'objects of others', objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'A' }, spec: { replicas: 'many' } }], says: [] },
];

describe('what Kargo takes, and what comes of it', () => {
  it.each(rows)('$story', ({ objects, says }) => {
    expect(said(...objects).toSorted()).toEqual([...says].toSorted());
  });

  it('and every rule has its story, here or among what is admitted', () => {
    const told = new Set([...rows, ...admissionRows].flatMap(({ says }) => says.map((one) => `kargo/${one.replace(/^\w+ /, '')}`)));
    expect([...told].toSorted()).toEqual(
      Object.keys(problemCodes)
        .filter((code) => code.startsWith('kargo/'))
        .toSorted(),
    );
  });
});

describe('a file as people write it', () => {
  const text = `# Ours
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: node, namespace: shop}
spec:
  interval: 1h0m0s
  freightCreationPolicy: Automatic
  subscriptions:
  - image:
      repoURL: docker.io/library/node
      imageSelectionStrategy: Digest
      constraint: 1.10
      strictSemvers: yes
      discoveryLimit: 1
--- # and who looks at it
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: seen, namespace: shop}
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: nod}
    sources: {direct: true, requiredSoakTime: 7d}
  promotionTemplate:
    spec:
      steps:
      - uses: compose-output
        config: {note: ok}
`;

  it('has its mistakes where they stand, worst first', () => {
    const { problems, objects, others } = verifyManifests([{ file: 'kargo/all.yaml', text }]);
    expect(problems.map(({ source, code, message, hint }) => [source === undefined ? '' : formatLocation(source), code, message, hint])).toEqual([
      ['kargo/all.yaml:12:19', 'kargo/invalid-value', 'Warehouse node: spec.subscriptions[0].image.constraint is `1.10`, not text: Kargo takes it, and does not do it.', 'Put it in quotes: "1.10".'],
      [
        'kargo/all.yaml:21:37',
        'kargo/no-warehouse',
        'Stage seen: there is no Warehouse nod, so that there is never any Freight.',
        'Did you mean `node`? If it is in another file, verify both files together.',
      ],
      [
        'kargo/all.yaml:22:29',
        'kargo/beside-direct',
        'Stage seen: Kargo ignores a soak time beside `direct: true`: nothing is waited for.',
        'To wait, put a Stage with a step in between and name it in `stages`, without `direct`.',
      ],
      ['kargo/all.yaml:22:47', 'kargo/duration', 'Stage seen: `7d` is no length of time to Kargo, which refuses it.', 'Write days as hours: a week is `168h0m0s`.'],
    ]);
    expect({ objects, others }).toEqual({ objects: 2, others: 0 });
  });

  it('is read as far as it is YAML', () => {
    expect(saidOf('a: [\n---\n{"apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Wharf", "metadata": {"name": "a"}}\n')).toEqual(['error yaml/syntax', 'error unknown-kind']);
    expect(saidOf('a: &b c\n')).toEqual(['error yaml/forbidden-feature']);
    expect(saidOf('---\n---\n# nothing\n---\njust text\n')).toEqual([]);
  });

  it.each([
    { written: '"1.10"', isText: true },
    { written: "'true'", isText: true },
    { written: '|-\n    true', isText: true },
    { written: '>- # folded\n\n    null', isText: true },
    { written: '1.10-slim', isText: true },
    { written: '1.10', isText: false },
    { written: 'yes', isText: false },
    { written: '\n    no', isText: false },
    { written: '~', isText: false },
    { written: '', isText: false },
  ])('knows whether $written is text to Kubernetes', ({ written, isText }) => {
    const text = `apiVersion: kargo.akuity.io/v1alpha1\nkind: ProjectConfig\nmetadata:\n  name: shop\n  namespace: shop\n  labels:\n   a: ${written}\n`;
    expect(saidOf(text)).toEqual(isText ? [] : ['error invalid-value']);
  });

  it('refers to what is in another file', () => {
    const files = [warehouse(), stage()].map((object, index) => ({ file: `${index}.yaml`, text: stream(object) }));
    expect(verifyManifests(files).problems).toEqual([]);
    expect(verifyManifests(files.toReversed()).problems).toEqual([]);
  });

  it('says each mistake of thousands once, wherever it is', () => {
    const objects = Array.from({ length: 3000 }, (_, index) => stage({ requestedFreight: [request({ stages: [`s${index + 1}`] })] }, `s${index}`));
    expect(said(warehouse(), ...objects).filter((one) => one === 'error no-stage')).toHaveLength(1);
  });
});

describe('whatever the factory', () => {
  it.each(modes)('nothing is to be said of $title', ({ config }) => {
    expect(problemsOf(smallFactory(config))).toEqual([]);
  });

  it('nothing is to be said of what is made', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        expect(problemsOf(model)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  function problemsOf(model: Parameters<typeof synthManifests>[0]) {
    const { problems } = verifyManifests(synthManifests(model).value.manifests.map(({ path, text }) => ({ file: path, text })));
    return problems.map(({ code, message }) => `${code} ${message}`);
  }
});

describe('whatever the text', () => {
  const key = fc.constantFrom(
    'spec',
    'metadata',
    'name',
    'steps',
    'image',
    'subscriptions',
    'requestedFreight',
    'sources',
    'stages',
    'origin',
    'config',
    'uses',
    'task',
    'vars',
    'args',
    'verification',
    'constructor',
    'retry',
    'promotionTemplate',
  );
  const scalar = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('${{', '${% vars.a %}', "${{ imageFrom('a').Tag }}", '7d', '1h', 'http', 'node', '^('),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'medium' }, scalar, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true })),
  }));

  it('there is an answer, and every problem has its place', () => {
    const kind = fc.constantFrom('Warehouse', 'Stage', 'Project', 'ProjectConfig', 'PromotionTask', 'AnalysisTemplate');
    fc.assert(
      fc.property(kind, fc.constantFrom('kargo.akuity.io/v1alpha1', 'argoproj.io/v1alpha1'), tree, tree, (name, apiVersion, spec, metadata) => {
        const { problems } = verifyManifests([{ file: 'a.yaml', text: stream({ apiVersion, kind: name, metadata, spec }) }]);
        for (const { source } of problems) expect(source?.range?.start.line).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('be it none at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(verifyManifests([{ file: 'a.yaml', text }]).problems.every(({ message }) => message !== '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
