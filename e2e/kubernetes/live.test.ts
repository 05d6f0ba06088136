import { describeKubernetes, describeShared, startKubernetes, temporaryFolder } from '@image-factory/testkit';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyLive } from './live.ts';

it('without a cluster nothing is said to be verified', async () => {
  expect(await verifyLive({ kubeconfig: undefined, patience: 0 })).toEqual({ kind: 'not-verified', why: 'KUBECONFIG names no cluster' });
});

describeShared('on a cluster', 'kargo-schemas', (schemas) => {
  describeKubernetes('without the controllers of Kargo', (programs) => {
    it('is said of what is missing, and nothing is left behind', async () => {
      await using api = await startKubernetes(programs);
      const { origin, token = '', ca = '' } = api.address;
      const config = {
        'current-context': 'here',
        contexts: [{ name: 'here', context: { cluster: 'this', user: 'me' } }],
        clusters: [{ name: 'this', cluster: { server: origin, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
        users: [{ name: 'me', user: { token } }],
      };
      await using folder = await temporaryFolder({ config: JSON.stringify(config) });
      const kubeconfig = join(folder.path, 'config');
      expect(await verifyLive({ kubeconfig, patience: 0 })).toEqual({ kind: 'not-verified', why: 'the cluster of KUBECONFIG has no Kargo' });
      await api.install([join(schemas, 'kargo/crds'), join(schemas, 'argo-rollouts/crds')]);
      const live = await verifyLive({ kubeconfig, patience: 0 });
      expect(live).toMatchObject({
        kind: 'verified',
        contracts: { refused: [], warned: [], drifted: [], moved: [] },
        undiscovered: ['busybox-stable', expect.stringContaining('distroless')],
        unpromoted: ['observe-busybox-stable', expect.stringContaining('distroless')],
      });
      const { body } = await api.request('GET', '/apis/kargo.akuity.io/v1alpha1/projects');
      expect(body).toMatchObject({ items: [] });
    }, 120_000);
  });
});
