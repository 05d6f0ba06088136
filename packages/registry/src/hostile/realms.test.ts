import { reference } from '../content.fixture.ts';
import { sendJson } from '../world.fixture.ts';
import { describeAttacks, home, issued, type Attack, type Canary } from './hostile.fixture.ts';
import { bearer, broken, denied, echo, endless, found, realm, refused, token } from './sites.fixture.ts';

function spelled(canary: Canary): string {
  return canary.spellings.at(-1) ?? '';
}

const realms: readonly Attack[] = [
  { attack: 'a realm on another host', sites: realm(bearer('https://evil.example/token'), { 'evil.example': echo }), is: denied },
  { attack: 'a realm on another host that takes tokens of anybody', sites: realm(bearer('https://evil.example/token'), { 'evil.example': token }), is: found, may: [home, 'evil.example'] },
  { attack: 'a realm on another port', sites: realm(bearer(`https://${home}:8443/token`), { [`${home}:8443`]: echo }), is: denied },
  { attack: 'a realm whose name begins with ours', sites: realm(bearer(`https://${home}.evil.example/token`), { [`${home}.evil.example`]: echo }), is: denied },
  { attack: 'a realm whose name ends in ours', sites: realm(bearer(`https://evil-${home}/token`), { [`evil-${home}`]: echo }), is: denied },
  { attack: 'a realm with a dot behind its name', sites: realm(bearer(`https://${home}./token`), { [`${home}.`]: echo }), is: denied },
  { attack: 'a realm with userinfo', sites: realm(bearer(`https://a:b@${home}/token`)), is: refused },
  { attack: 'a realm that looks like ours by userinfo', sites: realm(bearer(`https://${home}@evil.example/token`), { 'evil.example': echo }), is: refused },
  { attack: 'a realm that looks like ours by a backslash', sites: realm(bearer(`https://evil.example\\\\@${home}/token`), { 'evil.example': echo }), is: denied },
  { attack: 'a realm without TLS', sites: realm(bearer('http://evil.example/token'), { 'evil.example': echo }), is: refused },
  { attack: 'our own realm without TLS', sites: realm(bearer(`http://${home}/token`)), is: refused },
  { attack: 'a realm on this machine', sites: realm(bearer('http://127.0.0.1/token'), { '127.0.0.1': echo }), is: refused },
  { attack: 'a realm on this machine with TLS', sites: realm(bearer('https://127.0.0.1/token'), { '127.0.0.1': echo }), is: refused },
  { attack: 'a realm at the metadata service', sites: realm(bearer('https://169.254.169.254/latest'), { '169.254.169.254': echo }), is: refused },
  { attack: 'a realm at the metadata service in IPv6 clothes', sites: realm(bearer('https://[::ffff:169.254.169.254]/'), { '[::ffff:a9fe:a9fe]': echo }), is: refused },
  { attack: 'a realm at the metadata service as a number', sites: realm(bearer('https://2852039166/'), { '169.254.169.254': echo }), is: refused },
  {
    attack: 'a realm whose name is at a private address',
    sites: (world, canary) => {
      realm(bearer('https://evil.example/token'), { 'evil.example': echo })(world, canary);
      world.names.set('evil.example', '10.0.0.5');
    },
    is: refused,
  },
  {
    attack: 'a realm whose name has a private address among public ones',
    sites: (world, canary) => {
      realm(bearer('https://evil.example/token'), { 'evil.example': echo })(world, canary);
      world.names.set('evil.example', '93.184.215.14 ::ffff:127.0.0.1');
    },
    is: refused,
  },
  { attack: 'a realm that is a file', sites: realm(bearer('file:///etc/passwd')), is: refused },
  { attack: 'a realm that is a script', sites: realm(bearer('data:application/json,1')), is: refused },
  { attack: 'a realm that is nowhere', sites: realm(bearer('/token')), is: broken },
  { attack: 'no realm', sites: realm('Bearer service="r"'), is: denied },
  { attack: 'two realms in one challenge', sites: realm(bearer(`https://${home}/token`, ',realm="https://evil.example/token"'), { 'evil.example': echo }), is: denied },
  { attack: 'a challenge without end', sites: realm(`Bearer realm="https://${home}/token",x="${'x'.repeat(9000)}"`), is: denied },
  { attack: 'a challenge that does not end its quotes', sites: realm(`Bearer realm="https://${home}/token",service="r`), is: denied },
  { attack: 'a service without end', sites: realm(`Bearer realm="https://${home}/token",service="${'x'.repeat(300)}"`), is: broken },
  { attack: 'a service that would be a header', sites: realm(`Bearer realm="https://${home}/token",service="a%0d%0aAuthorization: x\\"&scope=y"`), is: found },
  {
    attack: 'a realm that redirects to another host',
    sites: realm(bearer(`https://${home}:444/token`), { [`${home}:444`]: (_seen, response) => response.writeHead(307, { location: 'https://evil.example/' }).end(), 'evil.example': echo }),
    table: { [home]: { realms: [`${home}:444`] } },
    may: [home, `${home}:444`],
    is: refused,
  },
  {
    attack: 'a realm that says what it was shown',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (seen, response) => sendJson(response, 401, { errors: [{ code: 'DENIED', message: JSON.stringify(seen) }] }) }),
    table: { [home]: { realms: ['auth.example'] } },
    may: [home, 'auth.example'],
    is: denied,
  },
  {
    attack: 'a token that would be two headers',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: 'a\r\nX-Evil: b' }) }),
    is: broken,
  },
  { attack: 'a token without end', sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: 'a'.repeat(20_000) }) }), is: broken },
  { attack: 'an answer with a token without end', sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => endless(response) }), is: broken },
  {
    attack: 'a page instead of a token',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>') }),
    is: broken,
  },
  { attack: 'a token that is a list', sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, [issued]) }), is: broken },
  {
    attack: 'a token that is good for ever',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: issued, expires_in: 1e308 }) }),
    may: [home, 'auth.example'],
    is: found,
  },
  {
    attack: 'a token that was never good',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: issued, expires_in: -1 }) }),
    may: [home, 'auth.example'],
    is: found,
  },
  {
    attack: 'a registry that first takes a password and then names a realm with it',
    sites: (world, canary) => {
      world.sites.set('evil.example', echo);
      world.sites.set(home, (seen, response) => {
        const isNew = seen.headers['authorization'] === undefined;
        sendJson(response, 401, {}, { 'www-authenticate': isNew ? 'Basic realm="r"' : bearer(`https://evil.example/${encodeURIComponent(spelled(canary))}`) });
      });
    },
    ask: async (registry) => {
      await registry.lookUp(reference(`${home}/a/b:t`));
      return registry.lookUp(reference(`${home}/a/c:t`));
    },
    is: { kind: 'unknown' },
  },
];

describeAttacks('a realm', realms);
