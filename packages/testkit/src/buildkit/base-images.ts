import { readFile } from 'node:fs/promises';
import { descriptorOf, jsonBlob, layerOf, type Blob, type Layer, type LayerFile } from './image-content.ts';
import type { BuildKitTools } from './tools.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

export interface BaseImage {
  /** Tells it from others: the variable `BASE`, the label `base` and the file `/base` have it. */
  readonly version: string;
  /** Default: `linux/amd64` and `linux/arm64`. */
  readonly platforms?: readonly string[];
  /**
   * What its programs are: BusyBox of this machine, whatever the platform says, so that steps for every platform run here; or
   * `foreign`, which no processor of this machine runs. Default: `busybox`.
   */
  readonly programs?: 'busybox' | 'foreign' | 'none';
  readonly files?: readonly LayerFile[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** An image for several platforms, as it is pushed: blobs first, then manifests, then the index. */
export interface ImageContent {
  readonly blobs: readonly Blob[];
  readonly manifests: ReadonlyMap<string, Blob>;
  readonly index: Blob;
}

interface Config {
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
}

const links = [
  'sh',
  'cat',
  'chmod',
  'cp',
  'dd',
  'echo',
  'env',
  'false',
  'find',
  'grep',
  'head',
  'id',
  'kill',
  'ln',
  'ls',
  'md5sum',
  'mkdir',
  'mv',
  'rm',
  'sed',
  'seq',
  'sha256sum',
  'sleep',
  'sort',
  'test',
  'touch',
  'tr',
  'true',
  'wget',
];

export async function baseImage(tools: BuildKitTools, base: BaseImage): Promise<ImageContent> {
  const { version, platforms = ['linux/amd64', 'linux/arm64'], programs = 'busybox', files = [], labels = {} } = base;
  const own = layerOf([{ path: 'base', content: `${version}\n` }, ...files]);
  const layers = programs === 'none' ? [own] : [await programsLayer(tools, programs), own];
  return imageOf(layers, platforms, { env: ['PATH=/bin', `BASE=${version}`], labels: { base: version, ...labels } });
}

/** What `# syntax=docker/dockerfile:1` means: BuildKit's own reader of Dockerfiles, as an image. */
export async function frontendImage(tools: BuildKitTools): Promise<ImageContent> {
  const program = await readFile(tools['dockerfile-frontend']);
  const path = 'bin/dockerfile-frontend';
  const labels = {
    'moby.buildkit.frontend.network.none': 'true',
    'moby.buildkit.frontend.caps': 'moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts',
  };
  return imageOf([layerOf([{ path, content: program, mode: 0o755 }])], ['linux/amd64'], { entrypoint: [`/${path}`], labels });
}

/**
 * A generator of SBOMs that lists files. BuildKit's protocol for them (docs/attestations/sbom-protocol.md): read the folder
 * `$BUILDKIT_SCAN_SOURCE`, write in-toto statements to the folder `$BUILDKIT_SCAN_DESTINATION`.
 */
export async function scannerImage(tools: BuildKitTools): Promise<ImageContent> {
  const script = { path: 'scan.sh', content: scan, mode: 0o755 };
  const config = { env: ['PATH=/bin'], entrypoint: ['/bin/sh', '/scan.sh'] };
  return imageOf([await programsLayer(tools, 'busybox'), layerOf([script])], ['linux/amd64'], config);
}

const scan = `#!/bin/sh
set -e
cd "$BUILDKIT_SCAN_SOURCE"
files=$(find . -type f | sort | while read -r file; do
  printf '{"SPDXID":"SPDXRef-%s","fileName":"%s","checksums":[]},' "$(echo "$file" | md5sum | head -c 16)" "$file"
done)
printf '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","subject":[],"predicate":{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"files","files":[%s]}}' "\${files%,}" >"$BUILDKIT_SCAN_DESTINATION/files.spdx.json"
`;

async function programsLayer(tools: BuildKitTools, programs: 'busybox' | 'foreign'): Promise<Layer> {
  if (programs === 'foreign') return layerOf([{ path: 'bin/sh', content: foreignProgram(), mode: 0o755 }]);
  const busybox = { path: 'bin/busybox', content: await readFile(tools.busybox), mode: 0o755 };
  return layerOf([busybox, ...links.map((name) => ({ path: `bin/${name}`, link: 'busybox' }))]);
}

/** The header of an ELF file for RISC-V, and one empty segment: enough for the kernel to know that it can not run it. */
function foreignProgram(): Buffer {
  const file = Buffer.alloc(120);
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(2, 16); // a program
  file.writeUInt16LE(243, 18); // for RISC-V
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(64n, 32); // where the list of segments begins
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  return file;
}

function imageOf(layers: readonly Layer[], platforms: readonly string[], { env = [], labels = {}, entrypoint }: Config): ImageContent {
  const manifests = new Map<string, Blob>();
  const configs: Blob[] = [];
  for (const platform of platforms) {
    const config = jsonBlob(configType, {
      ...parted(platform),
      created: '2026-01-01T00:00:00Z',
      config: { Env: env, Labels: labels, ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }) },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map(() => ({ created: '2026-01-01T00:00:00Z', created_by: 'made for a test' })),
    });
    configs.push(config);
    manifests.set(
      platform,
      jsonBlob(manifestType, { schemaVersion: 2, mediaType: manifestType, config: descriptorOf(config), layers: layers.map(descriptorOf) }),
    );
  }
  const entries = [...manifests].map(([platform, manifest]) => ({ ...descriptorOf(manifest), platform: parted(platform) }));
  return {
    blobs: [...layers, ...configs],
    manifests,
    index: jsonBlob(indexType, { schemaVersion: 2, mediaType: indexType, manifests: entries }),
  };
}

function parted(platform: string): { readonly os: string; readonly architecture: string; readonly variant?: string } {
  const [os = '', architecture = '', variant] = platform.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}
