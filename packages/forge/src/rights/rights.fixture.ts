import { parseHost, parseRepoSlug } from '@image-factory/core/enrollment';
import type { GitHub } from '@image-factory/testkit';
import type { Place } from '../dispatch/repository-apis.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { createRights, type RightsOptions } from './rights.ts';

/** @param text - `owner/name` of GitHub, or of any forge with its host in front */
export function place(text: string, hostName = 'github.com'): Place {
  const [host, repo] = [parseHost(hostName), parseRepoSlug(text, hostName === 'gitlab.com' ? 'gitlab' : 'github')];
  if (!host.ok || !repo.ok) throw new Error(text);
  return { host: host.value, repo: repo.value };
}

export const factory = place('acme/image-factory');

/** Rights on the stand-in, in time that passes only where somebody waits. */
export function rightsOn({ url }: Pick<GitHub, 'url'>, more: Partial<RightsOptions> = {}) {
  const token = async (): Promise<string> => 'ghs_test';
  return createRights({ factory, token, teamToken: token, apiUrl: () => url, pace: virtualPace(), ...more });
}
