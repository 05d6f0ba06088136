import { temporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { cli, shop } from '../../cli.fixture.ts';

const state = 'image-factory/state/images/web.yaml';
const told = `rebuildState:
  emergencies:
    count: 3
    last:
      - at: "2026-01-02T10:00:00Z"
        by: octocat
        reason: CVE-2026-1 is exploited
  scans:
    - at: "2026-01-03T10:00:00Z"
      digest: sha256:${'b'.repeat(64)}
      fixed: [CVE-2026-1]
      remaining: []
`;

/** `web` was rebuilt as an emergency, and was scanned after that. */
async function rebuilt() {
  const repository = await temporaryRepository({ files: shop });
  await cli(repository.path, ['update']);
  await repository.commit('analyzed');
  const before = await repository.read(state);
  if (before === undefined || !before.includes('rebuildState:\n')) throw new Error('a fixture');
  await repository.write({ [state]: before.replace('rebuildState:\n', told) });
  return repository;
}

describe('what was done about vulnerabilities', () => {
  it('status counts emergencies, and says when, by whom and why', async () => {
    await using repository = await rebuilt();
    const { stdout } = await cli(repository.path, ['status']);
    expect(stdout.replaceAll(/ +/g, ' ')).toMatch(/Emergency rebuilds\n\s?IMAGE USES LAST WHY\n\s?web 3 2026-01-02T10:00:00Z by octocat CVE-2026-1 is exploited\n/);
    const { stdout: json } = await cli(repository.path, ['status', '--json']);
    expect(JSON.parse(json)).toMatchObject({ emergencies: [{ name: 'web', count: 3, last: '2026-01-02T10:00:00Z', by: 'octocat', reason: 'CVE-2026-1 is exploited' }] });
  });

  it('explain says it of one image, and what went with the rebuild', async () => {
    await using repository = await rebuilt();
    const { stdout } = await cli(repository.path, ['explain', 'web']);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('Emergency rebuilds uses 3 last 2026-01-02T10:00:00Z by octocat: CVE-2026-1 is exploited');
    expect(text).toMatch(/After rebuilds for vulnerabilities 2026-01-03T10:00:00Z sha256:[b ]+; went: CVE-2026-1; remained: none/);
    const { stdout: json } = await cli(repository.path, ['explain', 'web', '--json']);
    expect(JSON.parse(json)).toMatchObject({ emergencies: { count: 3 }, scans: [{ fixed: ['CVE-2026-1'], remaining: [] }] });
  });

  it('says nothing where nothing was done', async () => {
    await using repository = await rebuilt();
    const { stdout } = await cli(repository.path, ['explain', 'runtime']);
    expect(stdout).not.toMatch(/Emergency|vulnerabilities/);
  });
});
