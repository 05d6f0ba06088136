import { verifyManifests } from './index.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An object as JSON, which is YAML too. */
export function kargo(kind: string, name: string, spec: Fields, metadata: Fields = {}): Fields {
  const namespace = kind === 'Project' ? {} : { namespace: 'shop' };
  return { apiVersion: 'kargo.akuity.io/v1alpha1', kind, metadata: { name, ...namespace, ...metadata }, ...(Object.keys(spec).length === 0 ? {} : { spec }) };
}

/** The text of several objects, a document each. */
export function stream(...objects: readonly Fields[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object, null, 1)}\n`).join('');
}

/** `error soak-beside-direct`: what is said of objects, in no order. */
export function said(...objects: readonly Fields[]): string[] {
  return saidOf(stream(...objects));
}

export function saidOf(text: string): string[] {
  return verifyManifests([{ file: 'a.yaml', text }]).problems.map(({ severity, code }) => `${severity} ${code.replace('kargo/', '')}`);
}

export const image: Fields = {
  repoURL: 'docker.io/library/node',
  imageSelectionStrategy: 'Digest',
  constraint: '22',
  strictSemvers: true,
  discoveryLimit: 1,
};

export function warehouse(changes: Fields = {}, subscription: Fields = {}, name = 'node'): Fields {
  return kargo('Warehouse', name, { interval: '1h0m0s', freightCreationPolicy: 'Automatic', subscriptions: [{ image: { ...image, ...subscription } }], ...changes });
}

export const note: Fields = { uses: 'compose-output', as: 'note', config: { a: 'b' } };

export function stage(changes: Fields = {}, name = 'seen'): Fields {
  return kargo('Stage', name, { requestedFreight: [request({ direct: true })], promotionTemplate: { spec: { steps: [note] } }, ...changes });
}

export function request(sources: Fields, origin = 'node'): Fields {
  return { origin: { kind: 'Warehouse', name: origin }, sources };
}

export function doing(...steps: readonly Fields[]): Fields {
  return { promotionTemplate: { spec: { steps } } };
}

/** A request that lacks nothing. */
export const post: Fields = {
  uses: 'http',
  as: 'post',
  retry: { timeout: '6h0m0s', errorThreshold: 100 },
  config: {
    method: 'POST',
    url: 'https://example.com',
    pollInterval: '2m',
    body: "${% quote({'a': ctx.stage}) %}",
    successExpression: 'response.status == 200',
    failureExpression: 'response.status == 400',
  },
};
