import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amd64, pin, plan } from '../build.fixture.ts';
import { bakeDefinition, checkPlan, looksSecret, type BuildPlan } from '../index.ts';

describe('secrets do not go into build arguments', () => {
  it.each([
    'TOKEN',
    'GITHUB_TOKEN',
    'NPM_AUTH_TOKEN',
    'npmToken',
    'DB_PASSWORD',
    'MYSQL_ROOT_PASSWORD',
    'SECRET',
    'CLIENT_SECRET',
    'API_KEY',
    'apiKey',
    'AWS_SECRET_ACCESS_KEY',
    'SSH_PRIVATE_KEY',
    'SIGNING_KEY',
    'SECRET_KEY_BASE',
    'CREDENTIALS',
    'PASSPHRASE',
  ])('%s', (name) => {
    expect(looksSecret(name, 'x')).toBe(true);
    expect(looksSecret(name, '')).toBe(false);
  });

  it.each([
    'NODE_VERSION',
    'TOKENIZER_VERSION',
    'TOKEN_URL',
    'SECRET_NAME',
    'PASSWORD_FILE',
    'KEY',
    'CACHE_KEY',
    'KEYRING',
    'AWS_ACCESS_KEY_ID',
    'MONKEY',
    'PATH',
    'SECRETS_MOUNT',
    'GPG_KEY',
    'PASSWORD_MIN_LENGTH',
  ])('%s is none', (name) => {
    expect(looksSecret(name, '22')).toBe(false);
  });

  it.each([
    `ghp_${'a'.repeat(36)}`,
    `x=github_pat_${'a'.repeat(40)}`,
    `glpat-${'a'.repeat(20)}`,
    `npm_${'a'.repeat(36)}`,
    `AKIA${'A'.repeat(16)}`,
    '-----BEGIN OPENSSH PRIVATE KEY-----\n',
    'https://user:pass@example.com/x',
    `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.c`,
  ])('a value that is one whatever its name: %s', (value) => {
    expect(looksSecret('VALUE', value)).toBe(true);
  });

  it.each(['https://example.com/a:b@c', 'registry.example.com:5000/app', 'ssh://git@example.com/x', '2026-11-21T10:00:00Z'])('a value that is none: %s', (value) => {
    expect(looksSecret('VALUE', value)).toBe(false);
  });

  it('is refused where everybody could read it in the provenance, and a warning where it stays in the history alone', () => {
    const withToken = { buildArgs: { GITHUB_TOKEN: 'x' } };
    expect(checkPlan(plan({ ...withToken }))).toMatchObject([{ severity: 'error', code: 'build/secret-argument', hint: expect.stringContaining('provenance: min') }]);
    expect(checkPlan(plan({ ...withToken, attest: { provenance: 'min', sbom: true } }))).toMatchObject([{ severity: 'warning', code: 'build/secret-argument' }]);
    expect(checkPlan(plan({ ...withToken, attest: { provenance: 'none', sbom: false } }))).toMatchObject([{ severity: 'warning' }]);
  });

  it('says no value of an argument', () => {
    expect(JSON.stringify(checkPlan(plan({ buildArgs: { GITHUB_TOKEN: 'hunter2', BUILDKIT_ATTEST_SBOM: 'hunter2', TEXT: 'hunter2\ufeff\0' } })))).not.toContain('hunter2');
  });
});

describe('what BuildKit would refuse or understand otherwise', () => {
  it.each<{ story: string; more: Partial<BuildPlan>; code: string }>([
    { story: 'an argument that switches attestations', more: { buildArgs: { BUILDKIT_ATTEST_PROVENANCE: 'mode=min' } }, code: 'build/forbidden-argument' },
    { story: 'an annotation with a blank in its key', more: { annotations: [{ on: 'index', key: 'a b', value: '' }] }, code: 'build/invalid-value' },
    { story: 'an annotation whose key ends early', more: { annotations: [{ on: 'manifest', key: 'a=b', value: '' }] }, code: 'build/invalid-value' },
    { story: 'a label without a name', more: { labels: { '': 'x' } }, code: 'build/invalid-value' },
    { story: 'a path in decomposed characters', more: { context: 'u\u0308' }, code: 'build/invalid-value' },
    { story: 'an output that is no repository', more: { output: { kind: 'registry', name: 'ghcr.io/acme/App', pushByDigest: true } }, code: 'build/invalid-value' },
    { story: 'two outputs in one name', more: { output: { kind: 'registry', name: 'ghcr.io/acme/app,evil.example/app', pushByDigest: true } }, code: 'build/invalid-value' },
    { story: 'a time that is none', more: { sourceDateEpoch: -1 }, code: 'build/invalid-value' },
    { story: 'times rewritten to nothing', more: { rewriteTimestamp: true }, code: 'build/invalid-value' },
    { story: 'a stage with the name of its base', more: { stages: ['Node'], pins: [pin('node', { 'linux/amd64': 'a' })] }, code: 'build/not-pinned' },
  ])('$story', ({ more, code }) => {
    expect(checkPlan(plan(more)).map((one) => one.code)).toEqual([code]);
  });

  it('is said of anything that stands in a plan, without failing', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 20 });
    const anyRecord = fc.dictionary(anyText, anyText, { maxKeys: 3 });
    fc.assert(
      fc.property(anyRecord, anyRecord, anyRecord, anyText, (buildArgs, contexts, labels, text) => {
        const one = plan({
          buildArgs,
          contexts,
          labels,
          stages: [text],
          output: { kind: 'registry', name: text, pushByDigest: true },
          annotations: [{ on: 'manifest', platform: amd64, key: text, value: text }],
          pins: [pin('node', { 'linux/amd64': 'a' })],
        });
        checkPlan(one);
        expect(JSON.parse(bakeDefinition(one))).toHaveProperty('target.image');
      }),
    );
  });
});
