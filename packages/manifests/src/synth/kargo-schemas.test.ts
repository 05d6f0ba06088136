import { describeShared, readKargoSchemas, readKubernetesYaml, type KargoObject } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factoryConfig, smallFactory } from '../factory.fixture.ts';
import { synthManifests } from './index.ts';
import { anyFactory } from './model.fixture.ts';
import { modes } from './modes.fixture.ts';

describeShared('what the API server and Kargo would accept', 'kargo-schemas', (folder) => {
  const schemas = readKargoSchemas(folder);
  const complaintsOf = (objects: readonly KargoObject[]) => objects.flatMap((object) => schemas.check(object).map((complaint) => `${object.kind} ${object.metadata.name}: ${complaint}`));

  it.each(modes)('all of $title', ({ config }) => {
    const objects = objectsOf(smallFactory(config));
    expect(objects.filter(({ kind }) => schemas.kinds.has(kind)).length).toBeGreaterThan(20);
    expect(complaintsOf(objects)).toEqual([]);
  });

  it('whatever the factory', () => {
    fc.assert(
      fc.property(anyFactory, (model) => {
        expect(complaintsOf(objectsOf(model))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  describe('is not', () => {
    const objects = objectsOf(smallFactory(factoryConfig({ kargo: { rebuild: 'direct', analysis: 'job' } })));

    it.each([
      { story: 'an unknown field of a Warehouse', name: 'Warehouse jobs', from: '"interval":', to: '"intervall":' },
      { story: 'an unknown field deep in a Stage', name: 'Stage observe-postgres', from: '"direct":', to: '"directly":' },
      { story: 'an unknown key of a subscription', name: 'Warehouse jobs', from: '"constraint":', to: '"constrain":' },
      { story: 'an unknown strategy', name: 'Warehouse jobs', from: '"Digest"', to: '"Newest"' },
      { story: 'an unknown field of a container', name: 'AnalysisTemplate analyze-dockerfile', from: '"readOnlyRootFilesystem":', to: '"readOnlyRoot":' },
      { story: 'an unknown key of an http step', name: 'PromotionTask start-github-workflow', from: '"successExpression":', to: '"successExpresion":' },
      { story: 'an unknown step', name: 'PromotionTask start-github-workflow', from: '"uses":"http"', to: '"uses":"https"' },
      { story: 'a tag that would become a number', name: 'Stage update-backstage-82a3333d', from: '"key":"image.tag"', to: '"key":1' },
      { story: 'a soak time in days', name: 'Stage rebuild-trigger-jobs', from: '168h0m0s', to: '7d' },
      { story: 'a step of a task that is tried again', name: 'Stage rebuild-trigger-jobs', from: '"as":"start"', to: '"as":"start","retry":{}' },
      { story: 'a label that is no text', name: 'Stage observe-postgres', from: '"image-factory.io/auto-promote":"true"', to: '"image-factory.io/auto-promote":true' },
      { story: 'an object without its namespace', name: 'Stage observe-postgres', from: '"namespace":"image-factory-kargo",', to: '' },
    ])('$story', ({ name, from, to }) => {
      const object = objects.find(({ kind, metadata }) => `${kind} ${metadata.name}` === name);
      const text = JSON.stringify(object);
      expect(text).toContain(from);
      expect(complaintsOf([JSON.parse(text.replace(from, to))])).not.toEqual([]);
    });
  });
});

function objectsOf(model: Parameters<typeof synthManifests>[0]): KargoObject[] {
  return synthManifests(model).value.manifests.flatMap(({ text }) => readKubernetesYaml(text));
}
