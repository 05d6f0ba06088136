import { describeNeeding, findOnPath, notOnPath } from '../needs.ts';

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
  describeNeeding(title, programs === undefined ? notOnPath('etcd', 'kube-apiserver') : undefined, () => {
    if (programs !== undefined) body(programs);
  });
}
