import { sendJson, type Site } from '../world.fixture.ts';
import { calm, describeAttacks, home, issued, type Attack, type Canary } from './hostile.fixture.ts';
import { bearer, broken, denied, echo, found, refused } from './sites.fixture.ts';

function toward(location: string | ((canary: Canary) => string)): Pick<Attack, 'sites'> {
  return {
    sites: (world, canary) => {
      const locked = world.sites.get(home);
      const away: Site = (_seen, response) => response.writeHead(307, { location: typeof location === 'string' ? location : location(canary) }).end();
      world.sites.set(home, (seen, response) => {
        const isIn = seen.headers['authorization'] !== undefined && !seen.path.startsWith('/token');
        if (isIn) away(seen, response);
        else locked?.(seen, response);
      });
      for (const host of ['cdn.amazonaws.com', 'evil.example', 'inside.amazonaws.com', '127.0.0.1', '169.254.169.254']) world.sites.set(host, calm);
    },
  };
}

const redirects: readonly Attack[] = [
  { attack: 'a redirect to where content is kept', ...toward('https://cdn.amazonaws.com/v2/a/b/manifests/t'), is: found },
  { attack: 'a redirect to another host', ...toward('https://evil.example/v2/a/b/manifests/t'), is: refused },
  { attack: 'a redirect to a name that ends like one of ours', ...toward('https://evilamazonaws.com/v2/a/b/manifests/t'), is: refused },
  { attack: 'a redirect to where content is kept, without TLS', ...toward('http://cdn.amazonaws.com/v2/a/b/manifests/t'), is: refused },
  { attack: 'a redirect to ourselves without TLS', ...toward(`http://${home}/v2/a/b/manifests/t`), is: refused },
  { attack: 'a redirect to another port', ...toward(`https://${home}:8443/v2/a/b/manifests/t`), is: refused },
  { attack: 'a redirect to the metadata service', ...toward('http://169.254.169.254/latest/meta-data'), is: refused },
  { attack: 'a redirect to the metadata service with TLS', ...toward('https://169.254.169.254/latest/meta-data'), is: refused },
  { attack: 'a redirect to this machine', ...toward('http://127.0.0.1/v2/a/b/manifests/t'), is: refused },
  {
    attack: 'a redirect to where content is kept, at a private address',
    sites: (world, canary) => {
      toward('https://inside.amazonaws.com/v2/a/b/manifests/t').sites?.(world, canary);
      world.names.set('inside.amazonaws.com', '192.168.1.1');
    },
    is: refused,
  },
  { attack: 'a redirect with userinfo', ...toward('https://a:b@cdn.amazonaws.com/'), is: refused },
  { attack: 'a redirect to itself', ...toward(`https://${home}/v2/a/b/manifests/t`), is: refused, most: 12 },
  { attack: 'a redirect to nowhere', ...toward('https://'), is: refused },
  { attack: 'a redirect to a file', ...toward('file:///etc/passwd'), is: refused },
  { attack: 'a redirect without end', ...toward(`https://cdn.amazonaws.com/${'x'.repeat(5000)}`), is: broken },
  { attack: 'a redirect that carries what it was shown', ...toward((canary) => `https://cdn.amazonaws.com/?x=${encodeURIComponent(canary.spellings[0] ?? '')}&y=${issued}`), is: refused },
  { attack: 'a redirect that says no address', site: (_seen, response) => response.writeHead(302).end(), is: broken },
  {
    attack: 'a redirect there and back: who comes back is a stranger',
    sites: (world, canary) => {
      toward('https://cdn.amazonaws.com/v2/a/b/manifests/t').sites?.(world, canary);
      world.sites.set('cdn.amazonaws.com', (_seen, response) => response.writeHead(302, { location: `https://${home}/back` }).end());
      const before = world.sites.get(home);
      world.sites.set(home, (seen, response) => {
        if (seen.path !== '/back') before?.(seen, response);
        else if (seen.headers['authorization'] === undefined) calm({ ...seen, path: '/v2/a/b/manifests/t' }, response);
        else sendJson(response, 500, {});
      });
    },
    is: found,
  },
  {
    attack: 'a realm named where content is kept',
    sites: (world, canary) => {
      toward('https://cdn.amazonaws.com/').sites?.(world, canary);
      world.sites.set('cdn.amazonaws.com', (_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': bearer('https://evil.example/token') }));
      world.sites.set('evil.example', echo);
    },
    is: denied,
    most: 4,
  },
  {
    attack: 'a realm named where content is kept, before our registry asked for anything',
    sites: (world) => {
      world.sites.set(home, (_seen, response) => response.writeHead(307, { location: 'https://cdn.amazonaws.com/' }).end());
      world.sites.set('cdn.amazonaws.com', (_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': bearer('https://evil.example/token') }));
      world.sites.set('evil.example', echo);
    },
    is: denied,
    most: 2,
  },
  {
    attack: 'a password asked for where content is kept',
    sites: (world, canary) => {
      toward('https://cdn.amazonaws.com/').sites?.(world, canary);
      world.sites.set('cdn.amazonaws.com', (_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': 'Basic realm="r"' }));
    },
    is: denied,
  },
];

describeAttacks('a redirect', redirects);
