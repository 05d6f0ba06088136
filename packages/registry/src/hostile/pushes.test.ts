import { parseTag } from '@image-factory/core/reference';
import { content, image, indexOf, reference, types } from '../content.fixture.ts';
import type { PushRegistry } from '../types.ts';
import { sendJson, type Site } from '../world.fixture.ts';
import { writable } from '../writable.fixture.ts';
import { describeAttacks, home, issued, type Attack } from './hostile.fixture.ts';
import { bearer, broken, denied, echo, endless, mismatch, realm, refused, unreachable } from './sites.fixture.ts';

const before = indexOf({ 'linux/amd64': image('linux/amd64', 'before') });
const wanted = indexOf({ 'linux/amd64': image('linux/amd64', 'wanted') });
const latest = parseTag('latest');

const move = (registry: PushRegistry): Promise<object> => {
  if (latest === undefined) throw new Error('latest');
  return registry.moveTag(reference(`${home}/a/b`), latest, wanted.digest);
};

/** A registry that behaves until something is put, and then no more. */
function putting(odd: Site, real = writable({ latest: before }, [wanted])): Pick<Attack, 'site' | 'push'> {
  return { push: move, site: (seen, response) => (seen.method === 'PUT' ? odd : real.site)(seen, response) };
}

function away(location: string): Pick<Attack, 'site' | 'push'> {
  return putting((_seen, response) => response.writeHead(307, { location }).end());
}

const pushes: readonly Attack[] = [
  { attack: 'nothing bad', push: move, site: writable({ latest: before }, [wanted]).site, is: { digest: wanted.digest } },
  { attack: 'a realm for those who write, on another host', push: move, sites: realm(bearer('https://evil.example/token'), { 'evil.example': echo }), is: denied },
  {
    attack: 'another realm as soon as something is put',
    push: move,
    sites: (world, canary) => {
      const real = writable({ latest: before }, [wanted]);
      realm(bearer(`https://${home}/token`))(world, canary);
      const locked = world.sites.get(home);
      world.sites.set('evil.example', echo);
      world.sites.set(home, (seen, response) => {
        if (seen.method === 'PUT') sendJson(response, 401, {}, { 'www-authenticate': bearer('https://evil.example/token') });
        else if (seen.headers['authorization'] === `Bearer ${issued}`) real.site(seen, response);
        else locked?.(seen, response);
      });
    },
    is: denied,
  },
  { attack: 'a password asked for as soon as something is put', ...putting((_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': 'Basic realm="other"' })), is: denied },
  { attack: 'what is put is sent elsewhere', ...away('https://evil.example/v2/a/b/manifests/latest'), is: refused },
  { attack: 'what is put is sent to where content is kept', ...away('https://cdn.amazonaws.com/v2/a/b/manifests/latest'), is: refused },
  { attack: 'what is put is sent to the metadata service', ...away('http://169.254.169.254/latest/meta-data'), is: refused },
  { attack: 'what is put is sent to another repository', ...away(`https://${home}/v2/a/secret/manifests/latest`), is: refused },
  { attack: 'an answer that says what it was shown', ...putting((seen, response) => sendJson(response, 403, { errors: [{ code: 'DENIED', message: JSON.stringify(seen) }] })), is: denied },
  { attack: 'a code that says what it was shown', ...putting((seen, response) => sendJson(response, 404, { errors: [{ code: seen.headers['authorization'] }] })), is: { kind: 'missing' } },
  { attack: 'a code without end', ...putting((_seen, response) => sendJson(response, 400, { errors: [{ code: 'A'.repeat(100_000) }] })), is: broken },
  { attack: 'a code with a line in it', ...putting((_seen, response) => sendJson(response, 400, { errors: [{ code: 'DENIED\n::set-output name=x::y' }] })), is: broken },
  { attack: 'errors that are none', ...putting((_seen, response) => sendJson(response, 400, { errors: { 0: { code: 'X_Y' } } })), is: broken },
  { attack: 'an answer without end', ...putting((_seen, response) => endless(response)), is: broken },
  { attack: 'no answer', ...putting(() => {}), transport: { totalMs: 150 }, is: unreachable },
  { attack: 'a page', ...putting((_seen, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')), is: broken },
  { attack: 'a yes, and something else under the tag', ...putting((_seen, response) => sendJson(response, 201, {})), is: mismatch },
  { attack: 'a yes to something else', ...putting((_seen, response) => sendJson(response, 201, {}, { 'docker-content-digest': before.digest })), is: mismatch },
  { attack: 'other bytes under the digest than those that are to be put', push: move, site: writable({ latest: before }, [{ ...before, digest: wanted.digest }]).site, is: mismatch },
  { attack: 'a list of layers where an index was wanted', push: move, site: writable({ latest: before }, [content(types.manifest, wanted.bytes)]).site, is: { kind: 'unknown' } },
];

describeAttacks('something that is written', pushes);
