// Starts a real API server with the definitions of Kargo and Argo Rollouts, holds the manifests of this repository and of
// a large factory against it, says of each contract whether it is kept, and stops everything.
import { findKubernetes, startKubernetes, type ApiObject, type Files, type Kubernetes } from '@image-factory/testkit';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { holdContracts, titleOf } from './contracts.ts';
import { largeFactory } from './factories.ts';
import { verifyLive } from './live.ts';
import { manifestsOf, measuredSynth, objectsIn, verified } from './manifests.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000' },
    bases: { type: 'string', default: '300' },
    schemas: { type: 'string', default: join(root, '../shared/kargo-schemas') },
  },
});
const size = { images: Number(values.images), bases: Number(values.bases) };

const programs = findKubernetes();
if (programs === undefined || !existsSync(values.schemas)) {
  console.error(
    'etcd and kube-apiserver have to be on the PATH (.ci/tools builds them), and the schemas of Kargo beside the repository (--schemas).',
  );
  process.exitCode = 1;
} else {
  const crdFolders = ['kargo/crds', 'argo-rollouts/crds'].map((folder) => join(values.schemas, folder));
  await using api = await startKubernetes(programs, { crdFolders });
  console.log(`Kubernetes ${api.version}, with the definitions of ${values.schemas}`);
  await holdOwn(api);
  await holdLarge(api);
  await holdLive();
}

async function holdOwn(api: Kubernetes): Promise<void> {
  const path = 'dist/image-factory.k8s.yaml';
  await hold(api, `${path} of this repository`, objectsIn(await readFile(join(root, path), 'utf8')));
}

async function holdLarge(api: Kubernetes): Promise<void> {
  const title = `${size.images} images on ${size.bases} bases`;
  const files = largeFactory(size);
  const first = await manifestsOf(files);
  await hold(api, title, first.objects);
  const [again, reversed] = [await manifestsOf(files), await manifestsOf(largeFactory({ ...size, reversed: true }))];
  report(`${title}: the same bytes again`, changedFiles(first.files, again.files));
  report(`${title}: the same bytes from entries in another order`, changedFiles(first.files, reversed.files));
  const changed = await manifestsOf({ ...files, 'apps/app-7/Dockerfile': 'FROM base-1:1.10-slim\n' });
  report(`${title}: when one image changes, what is made for the others stays`, othersChanged(first.objects, changed.objects, 'app-7'));
  report(`${title}: synth --verify has nothing to say`, await verified(first.files));
  const { cpuSeconds, megabytes } = await measuredSynth(files);
  console.log(`      ${title}: synth took ${cpuSeconds.toFixed(2)} s of a processor and ${megabytes.toFixed(0)} MB`);
}

async function holdLive(): Promise<void> {
  const live = await verifyLive({ kubeconfig: process.env['KUBECONFIG'], patience: 180_000 });
  if (live.kind === 'not-verified') {
    console.log(`NOT VERIFIED LIVE: ${live.why}.`);
    return;
  }
  const { refused, warned, drifted, moved } = live.contracts;
  report('live: all of them taken by the webhooks of Kargo', refused);
  report('live: not one warning', warned);
  report('live: every field kept as it was sent', drifted);
  report('live: applied again, nothing moves', moved);
  report('live: Freight was made of every base image', live.undiscovered);
  report('live: Freight was promoted to every Stage that observes', live.unpromoted);
  console.log('NOT VERIFIED LIVE: requests to a forge, what becomes of them when it says no, and receivers.');
}

async function hold(api: Kubernetes, title: string, objects: readonly ApiObject[]): Promise<void> {
  const from = performance.now();
  const { refused, warned, drifted, moved } = await holdContracts(api, objects);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const about = `${title} (${objects.length} objects, ${seconds} s)`;
  report(`${about}: all of them taken, in the order of their waves`, refused);
  report(`${about}: not one warning`, warned);
  report(`${about}: every field kept as it was sent`, drifted);
  report(`${about}: applied again, nothing moves`, moved);
}

function report(contract: string, broken: readonly string[]): void {
  console.log(`${broken.length === 0 ? 'PASS' : 'FAIL'}  ${contract}`);
  for (const line of broken.slice(0, 10)) console.log(`      ${line}`);
  if (broken.length > 10) console.log(`      and ${broken.length - 10} more`);
  if (broken.length > 0) process.exitCode = 1;
}

/** Objects that are there before and after, are not for this image, and differ. */
function othersChanged(before: readonly ApiObject[], after: readonly ApiObject[], image: string): string[] {
  const known = new Map(before.map((object) => [titleOf(object), JSON.stringify(object)]));
  return after
    .filter((object) => imageOf(object) !== image && known.has(titleOf(object)) && known.get(titleOf(object)) !== JSON.stringify(object))
    .map(titleOf);
}

function imageOf({ metadata }: ApiObject): string | undefined {
  const { labels = {} } = metadata as { readonly labels?: Readonly<Record<string, string>> };
  return labels['image-factory.io/image'];
}

function changedFiles(before: Files, after: Files): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).map((name) => `${name} differs`);
}
