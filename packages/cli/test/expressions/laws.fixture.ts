import { readKubernetesYaml, type KargoObject } from '@image-factory/testkit';
import { manifestsOf, type Enrollment } from './enrollment.fixture.ts';
import type { Answer, Call, Evaluator, Promotion } from './evaluator.fixture.ts';
import { formsOfOurs, rawOfOurs, textsOfOurs } from './templates.fixture.ts';

/** What a factory came to, and what is wrong with it. */
export interface Outcome {
  readonly complaints: readonly string[];
  readonly objects: readonly KargoObject[];
  /** All texts in the objects, by their paths. */
  readonly strings: readonly Found[];
  readonly answer: Answer;
}

type Found = readonly [path: string, text: string];

/** A text that was put somewhere. */
export interface Put {
  readonly text: string;
  /** Found in the text and nowhere else. */
  readonly word: string;
}

const digest = `sha256:${'d'.repeat(64)}`;

/**
 * Makes the manifests of a factory, has Kargo evaluate all of them, and holds them to what must be true of any.
 *
 * @param tag - what all registries have published
 */
export async function outcomeOf(evaluator: Evaluator, enrollment: Enrollment, puts: readonly Put[], tag: string): Promise<Outcome> {
  const objects = (await manifestsOf(enrollment)).flatMap(readKubernetesYaml);
  const strings = objects.flatMap((object) => stringsIn(object));
  const published = Object.fromEntries(strings.filter(([path]) => path.endsWith('.repoURL')).map(([, repository]) => [repository, { tag, digest }]));
  // The entities for Backstage are no business of Kargo's: what people say of their images may look like anything.
  const answer = await evaluator.ask({ objects: objects.filter(({ kind }) => kind !== 'ConfigMap'), published });
  const complaints = [
    ...answer.changed.map(({ object, path, text, value }) => `${object} ${path}: ${text} became ${value}`),
    ...answer.templates.flatMap(({ object, path, expressions, literals, error }) => [
      ...expressions.filter((form) => !formsOfOurs.has(form)).map((form) => `${object} ${path}: not an expression of ours: ${form}`),
      ...literals.filter((text) => !isWord(text) && !textsOfOurs.has(text)).map((text) => `${object} ${path}: not a plain word: ${text}`),
      ...(error === undefined ? [] : [`${object} ${path}: ${error}`]),
    ]),
    ...answer.promotions.flatMap((promotion) => wrongWith(promotion, objects, tag)),
    ...answer.arguments.flatMap(({ stage, values, error }) => {
      const wanted = JSON.stringify({ imageDigest: digest, imageName: imageOf(stage, objects), imageTag: tag });
      const got = JSON.stringify(Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))));
      return error !== undefined || got !== wanted ? [`${stage}: the Job gets ${got}, not ${wanted} ${error ?? ''}`] : [];
    }),
    ...callsIn(answer)
      .filter((call) => !isCallOfOurs(call))
      .map((call) => `a call from data: ${JSON.stringify(call)}`),
    ...objects.flatMap(wrongWithObject),
    ...doubles(objects),
    ...rawExpressions(strings)
      .filter((text) => !rawOfOurs.has(text))
      .map((text) => `not a condition of ours: ${text}`),
    ...tornIn(strings, answer, puts),
  ];
  return { complaints, objects, strings, answer };
}

/** A word of the grammars: what can stand in an expression as a literal. */
function isWord(text: string): boolean {
  return /^[\w./:@+-]+$/.test(text) && !text.includes('..');
}

export function callsIn({ templates, promotions, arguments: runs }: Answer): Call[] {
  return [...templates, ...promotions, ...runs].flatMap(({ calls }) => calls);
}

const functionsOfOurs = new Set(['secret', 'imageFrom', 'warehouse', 'normalizeImage']);

function isCallOfOurs({ name, args }: Call): boolean {
  return functionsOfOurs.has(name) && args.every((argument) => typeof argument !== 'string' || isWord(argument));
}

/** What a Promotion does with what it knows: it has to come out as the same text. */
function wrongWith({ stage, origin, steps, error }: Promotion, objects: readonly KargoObject[], tag: string): string[] {
  const place = `${stage} for ${origin}`;
  if (error !== undefined) return [`${place}: ${error}`];
  const image = imageOf(stage, objects);
  const repo = objects
    .filter(({ kind, metadata }) => kind === 'Warehouse' && metadata.name === origin)
    .flatMap((object) => stringsIn(object))
    .find(([path]) => path.endsWith('.repoURL'))?.[1];
  const complaints: string[] = [];
  for (const { uses, as, config } of steps) {
    const told = JSON.stringify(config);
    if (uses === 'http') {
      const facts = new Map(stringsIn(parsed(config['body'])).map(([path, text]) => [path.slice(path.lastIndexOf('.') + 1), text]));
      if (as === 'send') {
        const wanted = { image, repo, tag, digest, stage, warehouse: origin };
        for (const [key, value] of Object.entries(wanted)) if (facts.get(key) !== value) complaints.push(`${place}: ${key} is ${facts.get(key)}, not ${value}`);
      }
      if (as === 'informed' && (facts.get('image') !== image || facts.get('base') !== `${repo}:${tag}@${digest}`)) complaints.push(`${place}: ${told}`);
      if (as === 'plain' && facts.get('ref') === undefined) complaints.push(`${place}: ${told}`);
    }
    if (as === 'seen' && config['digest'] !== digest) complaints.push(`${place}: ${told}`);
    if (as === 'commit' && ![tag, `${tag}@${digest}`].some((version) => config['message'] === `Update ${image} to ${version}`)) complaints.push(`${place}: ${told}`);
    if (as === 'edit') {
      const values = stringsIn(config)
        .filter(([path]) => /\.(?:value|tag|digest)$/.test(path))
        .map(([, text]) => text);
      const wanted = [tag, digest, `${tag}@${digest}`, `${repo}:${tag}`, `${repo}:${tag}@${digest}`];
      if (values.length !== 1 || !values.every((value) => wanted.includes(value))) complaints.push(`${place}: ${told}`);
    }
  }
  return complaints;
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return { broken: text };
  }
}

/** The image that a Stage is there for. */
function imageOf(stage: string, objects: readonly KargoObject[]): string | undefined {
  return objects.find(({ kind, metadata }) => kind === 'Stage' && metadata.name === stage)?.metadata.labels?.['image-factory.io/image'];
}

const kinds = new Set(['Namespace', 'Project', 'ProjectConfig', 'PromotionTask', 'AnalysisTemplate', 'ServiceAccount', 'Warehouse', 'Stage', 'ConfigMap']);
const name = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const labelValue = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;
const labelKey = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;

/** What the API would refuse in names and labels, and kinds that are never made. */
function wrongWithObject({ kind, metadata }: KargoObject): string[] {
  const labels = Object.entries(metadata.labels ?? {}).filter(([key, value]) => !labelKey.test(key) || !labelValue.test(value));
  return [
    ...(kinds.has(kind) ? [] : [`a ${kind} is made`]),
    ...(name.test(metadata.name) && metadata.name.length <= 63 ? [] : [`${kind} ${metadata.name} is no name`]),
    ...labels.map(([key, value]) => `${kind} ${metadata.name}: no label: ${key}: ${value}`),
  ];
}

function doubles(objects: readonly KargoObject[]): string[] {
  const all = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);
  return all.filter((title, index) => all.indexOf(title) !== index).map((title) => `${title} is made twice`);
}

/** What is an expression by its place, without delimiters. */
export function rawExpressions(strings: readonly Found[]): string[] {
  return strings.flatMap(([path, text]) => (/\.(?:\w+Expression|fromExpression)$/.test(path) ? [text] : []));
}

/** Texts of which something comes out, but not all. */
function tornIn(inObjects: readonly Found[], { promotions, arguments: runs }: Answer, puts: readonly Put[]): string[] {
  if (puts.length === 0) return [];
  const evaluated = [...promotions.map(({ steps }) => steps), ...runs.map(({ values }) => values)].flatMap((values) => stringsIn(values));
  const strings = [...inObjects, ...evaluated];
  return puts.flatMap(({ text, word }) => {
    const wanted = wholeOf(text, word).toLowerCase();
    const inAddress = wanted.split('/').map(encodeURIComponent).join('/');
    return (
      strings
        .map(([path, found]) => ({ path, found, lower: found.toLowerCase() }))
        // Hosts are in lower case, titles for people to read, and names that would be unclear end in a hash.
        .filter(({ path, found, lower }) => lower.includes(word) && !lower.includes(wanted) && !lower.includes(inAddress) && !path.endsWith('.title') && !/-[0-9a-f]{8}$/.test(found))
        .map(({ path, found }) => `${path}: of ${JSON.stringify(text)} there is ${JSON.stringify(found)}`)
    );
  });
}

/** References and addresses of repositories come out in their parts; anything else as it is. */
function wholeOf(text: string, word: string): string {
  return isWord(text) ? (text.split(/[/:@]/).find((part) => part.includes(word)) ?? text) : text;
}

/** Every string in a value by its path, with those in JSON and YAML that a string holds. */
function stringsIn(value: unknown, path = ''): Found[] {
  if (typeof value === 'string') {
    if (/\.(?:body|factory)$/.test(path) && value.startsWith('{')) return stringsIn(parsed(value), path);
    if (path.endsWith('.data.catalog')) return readKubernetesYaml(value).flatMap((document) => stringsIn(document, path));
    return [[path, value]];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[`${path}.${key} (key)`, key] as const, ...stringsIn(item, `${path}.${key}`)]);
}
