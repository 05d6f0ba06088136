import type { Missing, Unknown } from '@image-factory/core/observe';
import { describe, expect, it } from 'vitest';
import { openKeychain } from '../auth/keychain.ts';
import { image, indexOf, reference } from '../content.fixture.ts';
import type { TransportOptions } from '../net/transport.ts';
import { createPushRegistry } from '../push-registry.ts';
import type { RegistryOptions } from '../reach.ts';
import { createRegistry } from '../registry.ts';
import type { PushRegistry, Registry, RegistryTable } from '../types.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { openWorld, sendJson, wellBehaved, type Seen, type Site, type World } from '../world.fixture.ts';

/** A credential that must not be seen anywhere but at its registry. */
export interface Canary {
  readonly shape: string;
  readonly entry: object;
  /** What the registry lets in. */
  readonly isShown: (seen: Seen) => boolean;
  /** In each of its spellings. */
  readonly spellings: readonly string[];
}

const user = 'robot';

function password(shape: string, secret: string): Canary {
  const pair = Buffer.from(`${user}:${secret}`).toString('base64');
  return {
    shape,
    entry: { auth: pair },
    isShown: ({ headers }) => headers['authorization'] === `Basic ${pair}`,
    spellings: [secret, pair, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)],
  };
}

const identity = 'eyJhbGciOiJFUzI1NiJ9.Q0FOQVJZ-canary_0123456789.c2lnbmF0dXJl';

export const canaries: readonly Canary[] = [
  password('a token of GitHub', 'ghp_cAnArYcAnArY0123456789AbCdEfGhIj'),
  password('a password with odd characters', 'cA n@ry/+="ü%41:x?&#<script>'),
  {
    shape: 'an identity token',
    entry: { identitytoken: identity },
    isShown: ({ body }) => new URLSearchParams(body).get('refresh_token') === identity,
    spellings: [identity, Buffer.from(identity).toString('base64'), encodeURIComponent(identity)],
  },
];

export const issued = 'issued.CANARY-bearer_0123456789';
export const home = 'r.example';
export const amd64 = image('linux/amd64');
export const good = indexOf({ 'linux/amd64': amd64 });
export const calm: Site = wellBehaved({ t: good, single: amd64.manifest }, [amd64.manifest, amd64.config]);

/** A registry that lets in only who shows the canary, and then does what `site` does. */
function locked(canary: Canary, site: Site): Site {
  const isToken = canary.shape === 'an identity token';
  const challenge = isToken ? `Bearer realm="https://${home}/token",service="r"` : 'Basic realm="r"';
  return (seen, response) => {
    if (seen.path.startsWith('/token') && canary.isShown(seen)) sendJson(response, 200, { access_token: issued, expires_in: 300 });
    else if (isToken ? seen.headers['authorization'] === `Bearer ${issued}` : canary.isShown(seen)) site(seen, response);
    else sendJson(response, 401, { errors: [{ code: 'UNAUTHORIZED', message: `no: ${seen.headers['authorization']}` }] }, { 'www-authenticate': challenge });
  };
}

export interface Attack {
  readonly attack: string;
  /** What the registry does to those whom it lets in. Absent: it behaves. */
  readonly site?: Site;
  /** Everything by oneself, instead. */
  readonly sites?: (world: World, canary: Canary) => void;
  readonly ask?: (registry: Registry) => Promise<object>;
  /** Something that is written, instead. */
  readonly push?: (registry: PushRegistry) => Promise<object>;
  readonly is: object;
  /** Hosts that may see the canary. */
  readonly may?: readonly string[];
  readonly table?: RegistryTable;
  readonly transport?: TransportOptions;
  /** Most requests that this may cost. */
  readonly most?: number;
}

export interface Outcome {
  readonly answer: object;
  readonly seen: readonly Seen[];
  /** Where the canary was found, besides where it may be. */
  readonly leaks: readonly string[];
}

const lookUp = (registry: Registry): Promise<object> => registry.lookUp(reference(`${home}/a/b:t`));

export async function perform({ site = calm, sites, ask = lookUp, push, may = [home], table = {}, transport = {} }: Attack, canary: Canary): Promise<Outcome> {
  await using world = await openWorld(transport);
  world.sites.set(home, locked(canary, site));
  sites?.(world, canary);
  const said: string[] = [];
  const options: RegistryOptions = {
    registries: table,
    keychain: openKeychain({ env: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [home]: canary.entry } }) } }),
    transport: world.transport,
    pace: virtualPace(),
    log: { debug: (message) => said.push(message) },
  };
  const answer = push === undefined ? await ask(createRegistry(options)) : await push(createPushRegistry(options));
  const elsewhere = world.seen.filter(({ host }) => !may.includes(host)).map((one) => JSON.stringify(one));
  const answered = JSON.stringify(answer, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
  const leaks = [...elsewhere, ...said, answered].filter((text) => hasCanary(text, canary));
  return { answer, seen: [...world.seen], leaks };
}

function hasCanary(text: string, canary: Canary): boolean {
  const plain = text.toLowerCase();
  return [...canary.spellings, issued].some((spelling) => plain.includes(spelling.toLowerCase()) || plain.includes(JSON.stringify(spelling).slice(1, -1).toLowerCase()));
}

function isFailure(answer: object): answer is Missing | Unknown {
  return 'kind' in answer && (answer.kind === 'unknown' || answer.kind === 'missing');
}

/** Each attack is made on each canary: the answer is what it should be, and the canary is nowhere else. */
export function describeAttacks(title: string, attacks: readonly Attack[]): void {
  describe.each(canaries)(`${title}, with $shape`, (canary) => {
    it.each(attacks)('$attack', async (attack) => {
      const { answer, seen, leaks } = await perform(attack, canary);
      expect(answer).toMatchObject(attack.is);
      expect(leaks).toEqual([]);
      expect(seen.length).toBeLessThanOrEqual(attack.most ?? 30);
      if (isFailure(answer)) expect(answer.why).toMatch(/^[^\n]{10,300}$/);
    });
  });
}
