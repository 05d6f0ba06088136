import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObjectName } from './names.ts';
import { startBuildTask, targetSecret } from './start-build.ts';

describe('targetSecret', () => {
  it.each([
    { story: 'a plain repository', provider: 'github' as const, host: 'github.com', slug: 'acme/app', name: 'dispatch.acme.app' },
    { story: 'GitHub takes capitals for small letters', provider: 'github' as const, host: 'github.com', slug: 'Acme/App', name: 'dispatch.acme.app' },
    { story: 'a GitLab subgroup', provider: 'gitlab' as const, host: 'gitlab.com', slug: 'acme/tools/app', name: 'dispatch.acme.tools.app' },
  ])('$story: $name', ({ name, ...repository }) => {
    expect(targetSecret('dispatch', repository)).toBe(name);
  });

  it.each(['acme/app.js', 'acme/a_pp', 'acme/.github', 'acme/-app'])('%s gets a hash', (slug) => {
    const name = targetSecret('dispatch', { provider: 'github', host: 'github.com', slug });
    expect(name).toMatch(/^dispatch\.acme\.[a-z0-9-]+-[0-9a-f]{8}$/);
    expect(isObjectName(name)).toBe(true);
  });

  it('gives no two repositories the same token', () => {
    const word = fc.stringMatching(/^[a-z0-9._-]{1,3}$/);
    const repository = fc.record({
      provider: fc.constantFrom('github' as const, 'gitlab' as const),
      host: fc.constantFrom('github.com', 'gitlab.com', 'git.acme.com'),
      slug: fc.array(word, { minLength: 2, maxLength: 3 }).map((parts) => parts.join('/')),
    });
    fc.assert(
      fc.property(repository, repository, (a, b) => {
        // Each forge has its usual host; elsewhere the host tells repositories apart, not the kind of forge.
        fc.pre(a.provider === b.provider && (a.host !== b.host || a.slug !== b.slug));
        expect(targetSecret('dispatch', a)).not.toBe(targetSecret('dispatch', b));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('startBuildTask', () => {
  it.each([
    { provider: 'github' as const, refusal: 422, cause: "'inputs': {" },
    { provider: 'gitlab' as const, refusal: 400, cause: "'inputs': {" },
  ])('$provider: names the cause, and starts the build without it when the build does not declare it', ({ provider, refusal, cause }) => {
    const [informed, plain] = startBuildTask(provider).spec.steps;
    expect(informed?.config['body']).toContain(cause);
    expect(informed?.config).toMatchObject({
      successExpression: `response.status >= 200 && response.status < 300 || response.status == ${refusal}`,
      outputs: [{ name: 'status', fromExpression: 'response.status' }],
    });
    expect(informed?.config['failureExpression']).not.toContain(String(refusal));
    expect(plain?.if).toBe(`\${{ task.outputs.informed?.status == ${refusal} }}`);
    expect(plain?.config['body']).not.toContain(cause);
    expect(plain?.config).toMatchObject({ successExpression: 'response.status >= 200 && response.status < 300' });
    expect(plain?.config['failureExpression']).toContain(String(refusal));
  });
});
