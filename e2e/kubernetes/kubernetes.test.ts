import { describeKubernetes, describeShared, startKubernetes, type ApiObject, type Kubernetes } from '@image-factory/testkit';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyAll, holdContracts, titleOf } from './contracts.ts';
import { differences } from './differences.ts';
import { factoryOf, largeFactory, modes } from './factories.ts';
import { manifestsOf, verified } from './manifests.ts';
import { goneAfter, snapshotOf, snapshots } from './upgrade.ts';

const none = { refused: [], warned: [], drifted: [], moved: [] };

describeShared('manifests on a real API server', 'kargo-schemas', (schemas) => {
  describeKubernetes('with the definitions of Kargo and Argo Rollouts', (programs) => {
    let api: Kubernetes;
    beforeAll(async () => {
      api = await startKubernetes(programs, { crdFolders: [join(schemas, 'kargo/crds'), join(schemas, 'argo-rollouts/crds')] });
    }, 120_000);
    afterAll(() => api[Symbol.asyncDispose]());

    describe('taken without a warning, kept as they are, and untouched by the next apply', () => {
      it.each(modes)('$title', async (mode) => {
        const { files, objects } = await manifestsOf(factoryOf(mode));
        expect(objects.length).toBeGreaterThan(30);
        expect(await verified(files)).toEqual([]);
        expect(await holdContracts(api, objects)).toEqual({ ...none, objects: objects.length });
      });

      it('in several files, from more images than one holds', async () => {
        const { files, objects } = await manifestsOf(largeFactory({ images: 480, bases: 40, namespace: 'sharded' }));
        expect(Object.keys(files).length).toBe(1);
        const more = await manifestsOf(largeFactory({ images: 501, bases: 40, namespace: 'sharded' }));
        expect(Object.keys(more.files).length).toBeGreaterThan(2);
        expect(await holdContracts(api, more.objects)).toEqual({ ...none, objects: more.objects.length });
        // Whatever the file, an object has one place: nothing is made twice, and nothing is lost.
        const names = more.objects.map(titleOf);
        expect(new Set(names).size).toBe(names.length);
        expect(names).toEqual(expect.arrayContaining(objects.map(titleOf)));
      }, 180_000);
    });

    describe('what it sees', () => {
      const namespace: ApiObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'seen' } };
      beforeAll(async () => {
        await api.apply(namespace);
      });

      it.each([
        { story: 'a field that there is not', spec: { interval: '1h0m0s', subscriptions: [{}], every: '1h' }, message: '.spec.every: field not declared in schema' },
        { story: 'days', spec: { interval: '7d', subscriptions: [{}] }, message: "should match '^([0-9]+" },
        { story: 'nothing to watch', spec: { interval: '1h0m0s', subscriptions: [] }, message: 'should have at least 1 items' },
      ])('$story', async ({ spec, message }) => {
        const { refused } = await holdContracts(api, [warehouse({ ...spec })]);
        expect(refused).toHaveLength(2);
        expect(refused[0]).toContain(message);
      });

      it('an object before its namespace, which is why there are waves', async () => {
        const early: ApiObject = { ...warehouse({ interval: '1h0m0s', subscriptions: [{}] }), metadata: { name: 'w', namespace: 'not-yet' } };
        expect((await holdContracts(api, [early])).refused[0]).toContain('namespaces "not-yet" not found');
      });

      it('a field that it adds', async () => {
        const { drifted } = await holdContracts(api, [warehouse({ interval: '1h0m0s', subscriptions: [{ image: { repoURL: 'docker.io/library/node' } }] })]);
        expect(drifted).toEqual(['Warehouse seen/w: added spec.freightCreationPolicy = "Automatic"']);
      });

      it('rules that no schema can say', async () => {
        const steps = [{ uses: 'http', task: { name: 'a' }, config: {} }];
        const requestedFreight = [{ origin: { kind: 'Warehouse', name: 'w' }, sources: { direct: true } }];
        const stage: ApiObject = { ...warehouse({ requestedFreight, promotionTemplate: { spec: { steps } } }), kind: 'Stage' };
        expect((await holdContracts(api, [stage])).refused[0]).toContain('exactly one of uses or task');
      });

      it('every kind of difference', () => {
        const sent = warehouse({ a: 1, b: [1, { c: 'x' }], d: {} });
        const stored = { ...warehouse({ a: '1', b: [1, { c: 'x', e: null }, 2] }), status: {} };
        expect(differences(sent, stored)).toEqual(['changed spec.a from 1 to "1"', 'added spec.b[1].e = null', 'added spec.b[2] = 2', 'dropped spec.d = {}']);
      });

      function warehouse(spec: Readonly<Record<string, unknown>>): ApiObject {
        return { apiVersion: 'kargo.akuity.io/v1alpha1', kind: 'Warehouse', metadata: { name: 'w', namespace: 'seen' }, spec };
      }
    });

    describe('changing the set-up of a factory', () => {
      const changes = snapshots.flatMap((from) => snapshots.filter((to) => to !== from).map((to) => ({ from, to })));

      it.each(changes)('from $from to $to: whatever holds history stays, and is changed in place', async ({ from, to }) => {
        const [before, after] = [await snapshotOf(from), await snapshotOf(to)];
        const old = await applyAll(api, before);
        expect(old.filter(({ applied }) => applied.kind === 'refused')).toEqual([]);
        const gone = goneAfter(before, after);
        // Neither Freight nor the time that it has waited hangs on these.
        expect(gone.filter(({ kind }) => !['PromotionTask', 'AnalysisTemplate', 'ServiceAccount'].includes(kind))).toEqual([]);
        expect(await holdContracts(api, after)).toEqual({ ...none, objects: after.length });
        const kept = new Map(old.flatMap(({ object, applied }) => (applied.kind === 'taken' ? [[titleOf(object), applied.object.metadata['uid']]] : [])));
        for (const object of after.filter(({ kind }) => ['Namespace', 'Project', 'Warehouse', 'Stage'].includes(kind))) {
          const now = await api.read(object);
          expect([titleOf(object), now?.metadata['uid']]).toEqual([titleOf(object), kept.get(titleOf(object)) ?? now?.metadata['uid']]);
        }
      });
    });
  });
});
