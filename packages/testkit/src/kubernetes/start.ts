import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { load } from 'js-yaml';
import { temporaryFolder } from '../temporary.ts';
import { openClient, type ApiAddress, type ApiClient, type ApiObject } from './client.ts';
import type { KubernetesPrograms } from './programs.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** A Kubernetes API on this machine: schemas, CEL rules and admission, and nothing that runs what is stored. */
export interface Kubernetes extends ApiClient, AsyncDisposable {
  /** For example `v1.36.3`. */
  readonly version: string;
  /** Adds kinds from folders with their definitions, one a file. */
  install(crdFolders: readonly string[]): Promise<void>;
  /** Where it is; whoever knows the token may do everything. */
  readonly address: ApiAddress;
}

export interface KubernetesOptions {
  /** Folders with definitions of further kinds, one a file. */
  readonly crdFolders?: readonly string[];
}

/** Starts etcd and the API server with a data folder of their own; both end with the scope, and the folder goes. */
export async function startKubernetes(programs: KubernetesPrograms, { crdFolders = [] }: KubernetesOptions = {}): Promise<Kubernetes> {
  await using ends = new AsyncDisposableStack();
  const folder = ends.use(await temporaryFolder());
  const [clients, peers, secure] = await freePorts();
  const etcd = ends.use(startEtcd(programs.etcd, folder.path, clients, peers));
  const token = randomBytes(16).toString('hex');
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
  await folder.write({ 'tokens.csv': `${token},admin,admin,system:masters\n`, 'account.key': key.toString() });
  const server = ends.use(startApiServer(programs.apiServer, folder.path, secure, clients));
  const address = { origin: `https://127.0.0.1:${secure}`, token };
  const certificate = join(folder.path, 'certificates/apiserver.crt');
  const client = await untilReady(address, certificate, [etcd, server]);
  ends.defer(() => client.close());
  await installAll(client, crdFolders);
  const { body } = await client.request('GET', '/version');
  const kept = ends.move();
  return {
    ...client,
    version: (body as { readonly gitVersion: string }).gitVersion,
    install: (folders) => installAll(client, folders),
    address: { ...address, ca: readIfThere(certificate) },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function startEtcd(program: string, folder: string, clients: number, peers: number): ServerProcess {
  const peer = `http://127.0.0.1:${peers}`;
  const client = `http://127.0.0.1:${clients}`;
  return startServer(program, [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync', // it lives as long as a test
    '--log-level=error',
  ]);
}

function startApiServer(program: string, folder: string, port: number, etcdPort: number): ServerProcess {
  const key = join(folder, 'account.key');
  return startServer(program, [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    // It would wait for a controller to make accounts.
    '--disable-admission-plugins=ServiceAccount',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--endpoint-reconciler-type=none',
    '--v=0',
  ]);
}

/** The server makes its own certificate, so there is no client before it did. */
async function untilReady(
  address: { readonly origin: string; readonly token: string },
  certificate: string,
  processes: readonly ServerProcess[],
): Promise<ApiClient> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const ended = processes.find((one) => one.ended);
    if (ended !== undefined) throw new Error(`A server of the Kubernetes API ended: ${ended.output()}`);
    const client = openClient({ ...address, ca: readIfThere(certificate) });
    const isReady = await client.request('GET', '/readyz').then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady) return client;
    client.close();
    await pause(100);
  }
  throw new Error(`The Kubernetes API did not become ready: ${processes.map((one) => one.output()).join('\n')}`);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function definitionsIn(folder: string): ApiObject[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => load(readFileSync(join(folder, name), 'utf8')) as ApiObject);
}

/** Installs definitions and waits until the server takes objects of their kinds. */
async function installAll(client: ApiClient, folders: readonly string[]): Promise<void> {
  const definitions = folders.flatMap(definitionsIn);
  for (const definition of definitions) {
    const applied = await client.apply(definition);
    if (applied.kind === 'refused') throw new Error(`${definition.metadata.name} was refused: ${applied.message}`);
  }
  for (const definition of definitions) await untilEstablished(client, definition);
}

async function untilEstablished(client: ApiClient, definition: ApiObject): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const found = await client.read(definition);
    const { conditions = [] } = (found?.['status'] ?? {}) as {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    await pause(50);
  }
  throw new Error(`${definition.metadata.name} was never served.`);
}

/** Three ports that were free a moment ago, all at once so that they differ. */
async function freePorts(): Promise<readonly [number, number, number]> {
  const servers = [createServer(), createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
    await promise;
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    await promise;
  }
  const [first = 0, second = 0, third = 0] = ports;
  return [first, second, third];
}
