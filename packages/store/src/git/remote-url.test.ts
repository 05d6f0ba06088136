import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fetchUrl, parseRemoteUrl } from './remote-url.ts';

it.each([
  { url: 'https://github.com/acme/app', host: 'github.com', slug: 'acme/app' },
  { url: 'https://github.com/acme/app.git', host: 'github.com', slug: 'acme/app' },
  { url: 'https://github.com/acme/app/', host: 'github.com', slug: 'acme/app' },
  { url: 'https://x-access-token:ghs_secret@GitHub.com/Acme/App.git', host: 'github.com', slug: 'Acme/App' },
  { url: 'https://git.example.com:8443/acme/app.git', host: 'git.example.com:8443', slug: 'acme/app' },
  { url: 'https://gitlab.com/group/sub/project.git', host: 'gitlab.com', slug: 'group/sub/project' },
  { url: 'git@github.com:acme/app.git', host: 'github.com', slug: 'acme/app' },
  { url: 'github.com:acme/app', host: 'github.com', slug: 'acme/app' },
  { url: 'git@gitlab.example.com:/group/sub/project.git\n', host: 'gitlab.example.com', slug: 'group/sub/project' },
  { url: 'ssh://git@github.com/acme/app.git', host: 'github.com', slug: 'acme/app' },
  { url: 'ssh://git@git.example.com:2222/acme/app.git', host: 'git.example.com', slug: 'acme/app' },
  { url: 'http://127.0.0.1:8080/acme/app.git', host: 'localhost:8080', slug: 'acme/app' },
  { url: 'http://localhost:8080/acme/app', host: 'localhost:8080', slug: 'acme/app' },
  { url: 'http://x:secret@[::1]/acme/app.git', host: 'localhost', slug: 'acme/app' },
])('$url is $slug on $host', ({ url, host, slug }) => {
  expect(parseRemoteUrl(url)).toEqual({ host, slug });
});

it.each([
  '',
  'app',
  '/srv/git/app.git',
  '../app.git',
  'file:///srv/git/app.git',
  'C:\\git\\acme\\app',
  'c:/git/acme/app',
  'http://github.com/acme/app',
  'http://localhost.example.com/acme/app',
  'http://127.0.0.2/acme/app',
  'http://127.0.0.1:8080/acme',
  'https://localhost/acme/app',
  'git://github.com/acme/app',
  'ext::sh -c evil',
  'https://github.com',
  'https://github.com/acme',
  'https://github.com/acme/app?x=y',
  'https://github.com/acme/app#x',
  'https://github.com/acme//app',
  'work:acme/app',
  'git@localhost:acme/app',
  'git@-oProxyCommand=evil:acme/app',
  'ssh://-oProxyCommand=evil/acme/app',
  'https://127.0.0.1/acme/app',
  'git@github.com:acme/a b',
  'git@github.com:acme/$(id)',
  'git@github.com:--upload-pack=x/y',
  'https://[::1]/acme/app',
])('nothing is made of %j', (url) => {
  expect(parseRemoteUrl(url)).toBeUndefined();
});

it('never keeps a credential', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_-]{12,30}$/);
  const form = fc.constantFrom('https://SECRET@github.com/acme/app', 'https://x:SECRET@github.com/acme/app.git', 'ssh://git:SECRET@github.com/acme/app', 'SECRET@github.com:acme/app');
  fc.assert(
    fc.property(form, secret, (url, text) => {
      const parsed = parseRemoteUrl(url.replace('SECRET', text));
      expect(parsed).toEqual({ host: 'github.com', slug: 'acme/app' });
    }),
  );
});

it.each([
  { url: 'git@github.com:acme/app', fetched: 'https://github.com/acme/app.git' },
  { url: 'https://git.example.com:8443/acme/app', fetched: 'https://git.example.com:8443/acme/app.git' },
  { url: 'https://localhost.example.com/acme/app', fetched: 'https://localhost.example.com/acme/app.git' },
  { url: 'http://127.0.0.1:8080/acme/app.git', fetched: 'http://localhost:8080/acme/app.git' },
])('$url is fetched from $fetched', ({ url, fetched }) => {
  const place = parseRemoteUrl(url);
  expect(place && fetchUrl(place)).toBe(fetched);
});
