export { openClient, type ApiAddress, type ApiClient, type ApiObject, type Applied } from './client.ts';
export { readKubeconfig } from './kubeconfig.ts';
export { describeKubernetes, findKubernetes, type KubernetesPrograms } from './programs.ts';
export { startKubernetes, type Kubernetes, type KubernetesOptions } from './start.ts';
