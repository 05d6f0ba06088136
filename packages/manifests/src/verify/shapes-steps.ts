import { any, fields, flag, labels, like, list, number, oneOf, some, text, word, type Shape } from './shape.ts';

// The steps that Kargo 1.11 brings, with what may stand in `config`. Which fields exclude each other is left to Kargo.

const path = { 'path!': word };
const named = some(fields({ 'name!': word, 'fromExpression!': word }));
const changes = some(fields({ 'key!': word, 'value!': any }));
const pairs = list(fields({ 'name!': word, 'value!': word }));
const words = list(word);
const provider = oneOf('azure', 'bitbucket', 'gitea', 'github', 'gitlab');
const authorOf = fields({ 'email!': text, 'name!': word, signingKey: text });
/** Go's lengths of time; unlike those of Stages and Warehouses in any unit. */
const time = like(/\d+(?:ns|us|µs|ms|s|m|h)/);
const skipsTls = { insecureSkipTLSVerify: flag };
const pullRequest = { ...skipsTls, 'prNumber!': number(1), provider, 'repoURL!': word, pollInterval: time };
const push = { force: flag, generateTargetBranch: flag, maxAttempts: number(1, 2_147_483_647), ...path, targetBranch: text };
const parse = fields({ ...path, 'outputs!': named });
const update = fields({ ...path, 'updates!': changes });

const apps = {
  name: word,
  namespace: word,
  selector: fields({
    matchExpressions: list(fields({ 'key!': word, 'operator!': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: list(text) })),
    matchLabels: labels,
  }),
};

const appSource = fields({
  chart: word,
  desiredRevision: word,
  helm: fields({ 'images!': some(fields({ 'key!': word, 'value!': text })) }),
  kustomize: fields({ images: some(fields({ digest: text, newName: word, 'repoURL!': word, tag: text })) }),
  'repoURL!': word,
  updateTargetRevision: flag,
});

const http = {
  headers: pairs,
  ...skipsTls,
  queryParams: pairs,
  timeout: time,
  'url!': word,
};

const checkout = fields({ as: text, branch: text, commit: text, create: flag, 'path!': word, sparse: some(word), tag: text });

/** By the kind of step; `uses` may be none else. */
export const stepShapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    'argocd-update': fields({ 'apps!': some(fields({ ...apps, sources: some(appSource) })) }),
    'argocd-wait': fields({
      'apps!': some(fields({ ...apps, waitFor: some(oneOf('health', 'sync', 'operation', 'suspended', 'degraded')) })),
    }),
    'compose-output': any,
    copy: fields({ ignore: word, 'inPath!': word, 'outPath!': word }),
    delete: fields({ path: word, paths: some(word), pathsAreGlobs: flag, strict: flag }),
    fail: fields({ message: word }),
    'file-write': fields({ 'contents!': text, overwrite: flag, ...path, permissions: like(/^0[0-7]{3}$/) }),
    'git-clear': fields(path),
    'git-clone': fields({
      author: authorOf,
      blobless: flag,
      'checkout!': some(checkout),
      ...skipsTls,
      recurseSubmodules: flag,
      'repoURL!': word,
    }),
    'git-commit': fields({ author: authorOf, 'message!': word, ...path }),
    'git-merge-pr': fields({ ...pullRequest, mergeMethod: word, wait: flag }),
    'git-open-pr': fields({
      createTargetBranch: flag,
      description: word,
      ...skipsTls,
      labels: words,
      provider,
      'repoURL!': word,
      'sourceBranch!': word,
      'targetBranch!': word,
      title: word,
    }),
    'git-push': fields({ ...push, provider, tag: text }),
    'git-tag': fields({ force: flag, 'message!': word, ...path, 'tag!': word }),
    'git-wait-for-pr': fields(pullRequest),
    'github-push': fields({ ...push, ...skipsTls }),
    'helm-template': fields({
      apiVersions: words,
      buildDependencies: flag,
      disableHooks: flag,
      ignoreMissingValueFiles: flag,
      includeCRDs: flag,
      kubeVersion: text,
      namespace: text,
      outLayout: oneOf('helm', 'flat'),
      'outPath!': word,
      ...path,
      'releaseName!': word,
      setValues: list(fields({ 'key!': word, literal: flag, 'value!': text })),
      skipTests: flag,
      useReleaseName: flag,
      valuesFiles: words,
    }),
    'helm-update-chart': fields({ charts: some(fields({ 'name!': word, 'repository!': word, 'version!': word })), ...path }),
    http: fields({
      ...http,
      body: text,
      errorExpression: text,
      failureExpression: text,
      method: like(/^(?:DELETE|GET|HEAD|PATCH|POST|PUT)$/),
      outputs: list(fields({ 'name!': word, 'fromExpression!': word })),
      pollInterval: time,
      proxy: like(/^https?:\/\//),
      responseContentType: like(/^(?:application\/json|application\/yaml|text\/plain)$/),
      successExpression: text,
    }),
    'http-download': fields({ ...http, allowOverwrite: flag, 'outPath!': word }),
    'json-parse': parse,
    'json-update': update,
    'kustomize-build': fields({
      'outPath!': word,
      outputFormat: oneOf('kargo', 'kustomize'),
      ...path,
      plugin: fields({ helm: fields({ apiVersions: words, kubeVersion: text }) }),
    }),
    'kustomize-set-image': fields({
      images: list(fields({ digest: text, 'image!': word, name: text, newName: text, tag: text })),
      ...path,
    }),
    'oci-download': fields({ allowOverwrite: flag, 'imageRef!': word, ...skipsTls, mediaType: word, 'outPath!': word }),
    'oci-push': fields({ annotations: labels, 'destRef!': word, ...skipsTls, 'srcRef!': word }),
    'set-freight-alias': fields({ 'alias!': word, 'name!': word }),
    'set-metadata': fields({ 'updates!': some(fields({ 'kind!': oneOf('Stage', 'Freight'), 'name!': word, 'values!': any })) }),
    'toml-parse': parse,
    'toml-update': update,
    untar: fields({ ignore: word, 'inPath!': word, 'outPath!': word, stripComponents: number(0) }),
    'yaml-merge': fields({ ignoreMissingFiles: flag, 'inFiles!': some(text), 'outFile!': word }),
    'yaml-parse': parse,
    'yaml-update': update,
  }),
);

/** Why a step that there is elsewhere fails in the open edition of 1.11. */
export function whereStepIs(uses: string): string | undefined {
  if (/^(?:gha-|tf-)|^(?:jira|send-message)$/.test(uses)) return "It is a step of Kargo's commercial edition.";
  return uses === 'tar' ? 'It comes with Kargo 1.12.' : undefined;
}
