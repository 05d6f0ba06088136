import { openClient, readKubeconfig, type ApiClient, type ApiObject, type Files } from '@image-factory/testkit';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { applyInWaves, holdContracts, type Contracts } from './contracts.ts';
import { manifestsOf } from './manifests.ts';

/** What a cluster with Kargo made of manifests. */
export type Live =
  | { readonly kind: 'not-verified'; readonly why: string }
  | {
      readonly kind: 'verified';
      readonly contracts: Contracts;
      /** Base images of which no Freight was made in time. */
      readonly undiscovered: readonly string[];
      /** Stages to which no Freight was promoted in time. */
      readonly unpromoted: readonly string[];
    };

export interface LiveOptions {
  /** File with the cluster; without one nothing is done. */
  readonly kubeconfig: string | undefined;
  /** Milliseconds that Kargo may take. */
  readonly patience: number;
}

const kargo = '/apis/kargo.akuity.io/v1alpha1';

/**
 * Applies a small factory to a cluster with Kargo, in a namespace that is made for it and deleted afterwards, and waits for
 * Freight and for the Promotions of the Stages that call nobody. Nothing leaves the cluster but looks at public registries.
 */
export async function verifyLive({ kubeconfig, patience }: LiveOptions): Promise<Live> {
  if (kubeconfig === undefined || kubeconfig === '') return { kind: 'not-verified', why: 'KUBECONFIG names no cluster' };
  const api = openClient(readKubeconfig(kubeconfig));
  try {
    if ((await api.request('GET', kargo)).status !== 200) return { kind: 'not-verified', why: 'the cluster of KUBECONFIG has no Kargo' };
    return await verifyOn(api, patience);
  } finally {
    api.close();
  }
}

async function verifyOn(api: ApiClient, patience: number): Promise<Live> {
  const namespace = `image-factory-live-${randomBytes(4).toString('hex')}`;
  const { objects } = await manifestsOf(quietFactory(namespace));
  try {
    // Kargo makes the rest of a Project only once it has seen it.
    await applyInWaves(
      api,
      objects.filter(({ kind }) => kind === 'Namespace' || kind === 'Project'),
    );
    await pause(Math.min(patience, 5000));
    const contracts = await holdContracts(api, objects);
    const observed = namesOf(objects, 'Stage').filter((name) => name.startsWith('observe-'));
    const watched = observed.map((name) => name.slice('observe-'.length));
    const undiscovered = await untilNone(patience, async () => missing(watched, await originsOfFreight(api, namespace)));
    const unpromoted = await untilNone(patience, async () => missing(observed, await promotedStages(api, namespace)));
    return { kind: 'verified', contracts, undiscovered, unpromoted };
  } finally {
    await api.request('DELETE', `${kargo}/projects/${namespace}`);
    await api.request('DELETE', `/api/v1/namespaces/${namespace}`);
  }
}

/** In mode `direct` the Stages that observe call nobody, and the others wait for a week. */
function quietFactory(namespace: string): Files {
  return {
    'image-factory/factory.yaml': `repository: acme/factory\nkargo: {namespace: ${namespace}, rebuild: direct}\n`,
    'image-factory/images.yaml':
      '- name: web\n  registry: registry.example.invalid\n  repository: acme/web\n  source: {provider: github, branch: main, dockerfile: Dockerfile, workflow: web.yml}\n',
    Dockerfile: 'FROM busybox:stable AS tools\nFROM ghcr.io/distroless/static:latest\nCOPY --from=tools /bin/busybox /busybox\n',
  };
}

function namesOf(objects: readonly ApiObject[], wanted: string): string[] {
  return objects.flatMap(({ kind, metadata }) => (kind === wanted ? [metadata.name] : []));
}

interface Item {
  readonly metadata: { readonly name: string };
  readonly origin?: { readonly name?: string };
  readonly status?: { readonly freightHistory?: readonly unknown[] };
}

async function originsOfFreight(api: ApiClient, namespace: string): Promise<readonly (string | undefined)[]> {
  return (await items(api, namespace, 'freights')).map(({ origin }) => origin?.name);
}

async function promotedStages(api: ApiClient, namespace: string): Promise<readonly string[]> {
  return (await items(api, namespace, 'stages')).flatMap(({ metadata, status }) =>
    (status?.freightHistory?.length ?? 0) > 0 ? [metadata.name] : [],
  );
}

async function items(api: ApiClient, namespace: string, plural: string): Promise<readonly Item[]> {
  const { body } = await api.request('GET', `${kargo}/namespaces/${namespace}/${plural}`);
  return (body as { readonly items?: readonly Item[] }).items ?? [];
}

function missing(wanted: readonly string[], found: readonly (string | undefined)[]): string[] {
  return wanted.filter((name) => !found.includes(name));
}

/** Asks until nothing is missing any more, or patience is over; gives what is missing then. */
async function untilNone(patience: number, ask: () => Promise<string[]>): Promise<string[]> {
  const end = performance.now() + patience;
  for (;;) {
    const left = await ask();
    if (left.length === 0 || performance.now() > end) return left;
    await pause(1000);
  }
}
