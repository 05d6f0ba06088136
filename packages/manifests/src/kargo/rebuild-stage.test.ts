import { delayOf, type FactoryConfig, type ManagedImage } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import { describe, expect, it } from 'vitest';
import { base, brand, dependsOn, external, factory, factoryConfig, managed, onGitHub, onGitLab } from '../factory.fixture.ts';
import { autoPromote, type StageProps } from './constructs.ts';
import { planKargo } from './plan.ts';

const node = base('node:22');
const byFactory = factoryConfig();
const direct = factoryConfig({ kargo: { rebuild: 'direct' } });

describe('in factory mode', () => {
  it.each<{ story: string; image: Partial<ManagedImage> }>([
    { story: 'an image', image: {} },
    { story: 'one that is not rebuilt by itself', image: { autoRebuild: false } },
    { story: 'one on hold', image: { hold: { reason: 'audit' } } },
    { story: 'one without a delay', image: { rebuildDelay: delayOf('0m') } },
  ])('$story is rebuilt when a person promotes it, and then at once', ({ image }) => {
    const trigger = triggerOf(factory([node, managed('app', [dependsOn(node)], image)], byFactory), 'app');
    expect(trigger?.automatic).toBe(false);
    expect(trigger?.spec.requestedFreight).toEqual([{ origin: { kind: 'Warehouse', name: 'node-22' }, sources: { direct: true } }]);
    expect(variables(trigger)).toMatchObject({ event: 'image-factory-rebuild', image: 'app', watchedRepo: 'docker.io/library/node' });
  });

  it.each(['transitive', 'direct', 'none'] as const)('a parent that cascades to %s is offered all the same: a person decides', (cascade) => {
    const parent = managed('parent', [], { cascade });
    const trigger = triggerOf(factory([parent, managed('app', [dependsOn(parent)])], byFactory), 'app');
    expect(trigger?.spec.requestedFreight).toEqual([{ origin: { kind: 'Warehouse', name: 'parent' }, sources: { stages: ['analyze-dockerfile-parent'] } }]);
  });

  it('shows every edge of a circle, for nothing turns by itself', () => {
    const model = circle(byFactory);
    expect(['a', 'b'].map((name) => originsOf(triggerOf(model, name)))).toEqual([['b', 'node-22'], ['a']]);
  });
});

describe('in direct mode', () => {
  it('an image is rebuilt by itself, its delay after the last change of a base', () => {
    const trigger = triggerOf(factory([node, managed('app', [dependsOn(node)])], direct), 'app');
    expect(trigger?.automatic).toBe(true);
    expect(trigger?.spec.requestedFreight).toEqual([{ origin: { kind: 'Warehouse', name: 'node-22' }, sources: { stages: ['observe-node-22'], requiredSoakTime: '168h0m0s' } }]);
  });

  it('a delay of nothing needs no Stage to wait behind', () => {
    const trigger = triggerOf(factory([node, managed('app', [dependsOn(node)], { rebuildDelay: delayOf('0m') })], direct), 'app');
    expect(trigger?.spec.requestedFreight[0]?.sources).toEqual({ direct: true });
  });

  it('watched images count like bases, and parents without a delay', () => {
    const parent = managed('parent', [dependsOn(node)]);
    const postgres = external('postgres', 'postgres:16');
    const trigger = triggerOf(factory([node, parent, postgres, managed('app', [dependsOn(parent), dependsOn(postgres)])], direct), 'app');
    expect(trigger?.spec.requestedFreight.map(({ sources }) => sources)).toEqual([{ stages: ['analyze-dockerfile-parent'] }, { stages: ['observe-postgres'], requiredSoakTime: '168h0m0s' }]);
  });

  it.each<{ story: string; image: Partial<ManagedImage> }>([
    { story: 'autoRebuild: false', image: { autoRebuild: false } },
    { story: 'a hold', image: { hold: { reason: 'audit' } } },
    { story: 'a hold with an end, which Kargo does not know', image: { hold: { reason: 'audit', until: new Date('2026-12-01T00:00:00Z') } } },
  ])('$story leaves the promotion to a person', ({ image }) => {
    const trigger = triggerOf(factory([node, managed('app', [dependsOn(node)], image)], direct), 'app');
    expect(trigger?.automatic).toBe(false);
    expect(originsOf(trigger)).toEqual(['node-22']);
  });

  it.each([
    { cascade: 'transitive' as const, origins: ['node-22', 'parent'] },
    { cascade: 'direct' as const, origins: ['node-22', 'parent'] },
    { cascade: 'none' as const, origins: ['node-22'] },
  ])('a parent that cascades to $cascade sets off: $origins', ({ cascade, origins }) => {
    const parent = managed('parent', [], { cascade });
    const model = factory([node, parent, managed('app', [dependsOn(parent), dependsOn(node)])], direct);
    expect(originsOf(triggerOf(model, 'app'))).toEqual(origins);
  });

  it('an image that follows nothing has no trigger', () => {
    const parent = managed('parent', [], { cascade: 'none' });
    expect(triggerOf(factory([parent, managed('app', [dependsOn(parent)])], direct), 'app')).toBeUndefined();
  });

  it('a circle never turns', () => {
    expect(['a', 'b'].map((name) => originsOf(triggerOf(circle(direct), name)))).toEqual([['node-22'], []]);
  });

  it.each<{ story: string; image: Partial<ManagedImage>; task: string; variables: Record<string, unknown> }>([
    {
      story: 'its own workflow',
      image: { source: onGitHub('acme/portal', 'build.yml', { branch: brand('release/1') }) },
      task: 'start-github-workflow',
      variables: {
        url: 'https://api.github.com/repos/acme/portal/actions/workflows/build.yml/dispatches',
        ref: 'release/1',
        secret: 'github-dispatch.acme.portal',
        image: 'app',
        watchedRepo: 'docker.io/library/node',
      },
    },
    {
      story: 'a workflow in the repository of the factory, whose Secret is there already',
      image: { source: onGitHub(undefined, 'app.yml') },
      task: 'start-github-workflow',
      variables: { url: 'https://api.github.com/repos/acme/image-factory/actions/workflows/app.yml/dispatches', secret: 'github-dispatch' },
    },
    {
      story: 'a pipeline on GitLab',
      image: { source: onGitLab('acme/tools/app', 'build') },
      task: 'start-gitlab-pipeline',
      variables: { url: 'https://gitlab.com/api/v4/projects/acme%2Ftools%2Fapp/trigger/pipeline', ref: 'main', secret: 'github-dispatch.acme.tools.app' },
    },
    { story: 'the factory, for want of a workflow', image: { source: onGitHub('acme/portal') }, task: 'notify-factory', variables: { event: 'image-factory-rebuild', image: 'app' } },
    { story: 'the factory, for want of a pipeline', image: { source: onGitLab('acme/app') }, task: 'notify-factory', variables: { event: 'image-factory-rebuild' } },
  ])('starts $story', ({ image, task, variables: expected }) => {
    const trigger = triggerOf(factory([node, managed('app', [dependsOn(node)], image)], direct), 'app');
    expect(trigger?.spec.promotionTemplate.spec.steps).toMatchObject([{ task: { name: task } }]);
    expect(variables(trigger)).toMatchObject(expected);
  });
});

it('finds the repository of the promoted Freight by its origin when there are several', () => {
  const python = base('python:3.12');
  const trigger = triggerOf(factory([node, python, managed('app', [dependsOn(node), dependsOn(python)])], byFactory), 'app');
  expect(variables(trigger)['watchedRepo']).toBe('${% {"node-22": "docker.io/library/node", "python-3.12": "docker.io/library/python"}[ctx.targetFreight.origin.name] %}');
});

it('needs no table for two tags of one repository', () => {
  const older = base('node:20');
  const trigger = triggerOf(factory([node, older, managed('app', [dependsOn(node), dependsOn(older)])], byFactory), 'app');
  expect(originsOf(trigger)).toEqual(['node-20', 'node-22']);
  expect(variables(trigger)['watchedRepo']).toBe('docker.io/library/node');
});

it('follows a base whose key is the name of the image itself', () => {
  const model = factory([node, managed(node.name, [dependsOn(node)])], byFactory);
  expect(originsOf(triggerOf(model, node.name))).toEqual(['base-node-22']);
});

it('promotes by the label that the ProjectConfig selects', () => {
  expect(autoPromote).toEqual({ 'image-factory.io/auto-promote': 'true' });
});

function circle(config: FactoryConfig): FactoryModel {
  const b = managed('b');
  const a = managed('a', [dependsOn(b), dependsOn(node)]);
  return factory([node, a, { ...b, dependencies: [dependsOn(a)] }], config);
}

function triggerOf(model: FactoryModel, image: string): StageProps | undefined {
  const { value: plan } = planKargo(model);
  const stages = plan?.images.flatMap(({ objects }) => objects().value.stages);
  return stages?.find(({ name }) => name === `rebuild-trigger-${image}`);
}

function originsOf(stage: StageProps | undefined): string[] {
  return (stage?.spec.requestedFreight ?? []).map(({ origin }) => origin.name);
}

function variables(stage: StageProps | undefined): Record<string, unknown> {
  const steps = stage?.spec.promotionTemplate.spec.steps ?? [];
  return Object.fromEntries(steps.flatMap((step) => ('vars' in step ? step.vars.map(({ name, value }) => [name, value]) : [])));
}
