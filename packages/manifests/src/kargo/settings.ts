import type { FactoryConfig } from '@image-factory/core/enrollment';
import { error, warning, type Checked, type Problem } from '@image-factory/core/problem';
import type { AnalysisJob } from './analysis-job.ts';
import { isObjectName } from './names.ts';
import type { Factory } from './notify-factory.ts';
import { isPlainWord, parseKargoLiteral } from './text.ts';
import type { Author } from './update-steps.ts';

/** What factory.yaml says about Kargo, ready for use. */
export interface Settings {
  readonly config: FactoryConfig;
  readonly namespace: string;
  readonly rebuild: FactoryConfig['kargo']['rebuild'];
  /** Undefined when factory.yaml does not say where the factory is: then nothing can be dispatched to it. */
  readonly factory?: Factory;
  /** How new versions are analyzed; undefined when they can't be. */
  readonly analysis?: { readonly mode: 'dispatch' } | { readonly mode: 'job'; readonly job: AnalysisJob };
  /** Who commits `updates`; undefined when the name can't be given to Kargo. */
  readonly author?: Author;
}

/** @returns no value when factory.yaml names no usable namespace: then there is no place for anything */
export function readSettings(config: FactoryConfig): Checked<Settings | undefined> {
  const { namespace, rebuild } = config.kargo;
  if (!isObjectName(namespace) || namespace.includes('.')) {
    return { value: undefined, problems: [unusable('kargo.namespace', 'It must be a DNS label of at most 63 characters.')] };
  }
  const unsafe = unsafeTexts(config);
  const factory = unsafe.length === 0 ? factoryOf(config) : undefined;
  const { value: analysis, problems: unanalyzed } = analysisOf(config, factory);
  const { value: author, problems: unwritten } = authorOf(config);
  return {
    value: {
      config,
      namespace,
      rebuild,
      ...(factory === undefined ? {} : { factory }),
      ...(analysis === undefined ? {} : { analysis }),
      ...(author === undefined ? {} : { author }),
    },
    problems: [...unsafe, ...unanalyzed, ...unwritten],
  };
}

/** Texts of factory.yaml that go into requests and expressions. */
function unsafeTexts({ repository, host, branch, kargo }: FactoryConfig): Problem[] {
  const texts = {
    repository,
    host,
    branch,
    'kargo.workflow': kargo.workflow,
    'kargo.gitlabProject': kargo.gitlabProject,
    'kargo.secrets.dispatch': kargo.secrets.dispatch,
    'kargo.secrets.git': kargo.secrets.git,
    'kargo.secrets.pull': kargo.secrets.pull,
  };
  return Object.entries(texts)
    .filter(([, text]) => text !== undefined && !isPlainWord(text))
    .map(([key]) => unusable(key, 'It may hold letters, digits and `._/:@+-` only.'));
}

function factoryOf({ repository, provider, host, branch, kargo }: FactoryConfig): Factory | undefined {
  if (repository === undefined) return undefined;
  const { dispatch, workflow, secrets, gitlabProject: project } = kargo;
  return {
    provider,
    host,
    slug: repository,
    branch,
    secret: secrets.dispatch,
    dispatch,
    workflow,
    ...(project === undefined ? {} : { project }),
  };
}

function analysisOf({ kargo }: FactoryConfig, factory: Factory | undefined): Checked<Settings['analysis']> {
  if (factory === undefined) return { value: undefined, problems: [] };
  if (kargo.analysis === 'dispatch') return { value: { mode: 'dispatch' }, problems: [] };
  if (kargo.jobImage !== '') {
    const { git: gitSecret, pull } = kargo.secrets;
    const job = { ...factory, image: kargo.jobImage, gitSecret, ...(pull === undefined ? {} : { pullSecret: pull }) };
    return { value: { mode: 'job', job }, problems: [] };
  }
  const problem = warning('synth/missing-field', '`kargo.jobImage` is empty; the analysis of new versions is left out.', {
    hint: 'Name the image of the command line program, or set `kargo.analysis: dispatch`.',
  });
  return { value: undefined, problems: [problem] };
}

function authorOf({ commit }: FactoryConfig): Checked<Author | undefined> {
  const name = parseKargoLiteral(commit.author.name);
  const email = parseKargoLiteral(commit.author.email);
  if (name !== undefined && email !== undefined) return { value: { name, email }, problems: [] };
  return { value: undefined, problems: [unusable('commit.author', 'It must have a name and an address, without `${`.')] };
}

function unusable(key: string, hint: string): Problem {
  return error('synth/invalid-manifest', `The value of \`${key}\` in factory.yaml can't be written into a manifest.`, { hint });
}
