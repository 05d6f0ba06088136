import { expect, it } from 'vitest';
import { plan } from '../build.fixture.ts';
import { allowancesOf } from '../index.ts';

it('lets a build reach what its plan names on this machine, and nothing else', () => {
  const one = plan({
    context: 'apps/shop',
    contexts: { tools: '../tools', base: 'docker-image://node:22', lib: 'target:lib', src: 'https://example.com/x.git', layout: 'oci-layout:///cache/base:1@sha256:00', git: 'git@example.com:a/b' },
    secrets: [
      { id: 'a', from: 'file', path: '/run/a' },
      { id: 'b', from: 'environment', variable: 'B' },
    ],
    ssh: [
      { id: 'default', paths: [] },
      { id: 'deploy', paths: ['keys/deploy'] },
    ],
    cacheFrom: [
      { type: 'local', attributes: { src: 'cache' } },
      { type: 'registry', attributes: { ref: 'x' } },
    ],
    cacheTo: [{ type: 'local', attributes: { dest: 'cache' } }],
    output: { kind: 'oci-layout', path: 'out' },
  });
  expect(allowancesOf(one)).toEqual({ read: ['../tools', '/cache/base', '/run/a', 'apps/shop', 'cache', 'keys/deploy'], write: ['cache', 'out'], ssh: true });
  expect(allowancesOf(plan())).toEqual({ read: ['.'], write: [], ssh: false });
});
