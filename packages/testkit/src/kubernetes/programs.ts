import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** The programs that a Kubernetes API is made of. */
export interface KubernetesPrograms {
  readonly etcd: string;
  readonly apiServer: string;
}

/** @returns undefined when one of them is not on the PATH */
export function findKubernetes(): KubernetesPrograms | undefined {
  const etcd = findOnPath('etcd');
  const apiServer = findOnPath('kube-apiserver');
  return etcd === undefined || apiServer === undefined ? undefined : { etcd, apiServer };
}

/** Tests with a real Kubernetes API. Where it can't be started they are a named skip; in CI they fail then. */
export function describeKubernetes(title: string, body: (programs: KubernetesPrograms) => void): void {
  const programs = findKubernetes();
  const isSkipped = programs === undefined && !process.env['CI'];
  const why = isSkipped ? ' (skipped: etcd and kube-apiserver are not on the PATH; .ci/tools builds them)' : '';
  describe.skipIf(isSkipped)(`${title}${why}`, () => {
    body(programs ?? { etcd: 'etcd', apiServer: 'kube-apiserver' });
  });
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
