import { reference } from '../content.fixture.ts';
import type { Registry } from '../types.ts';
import { sendJson, type Seen, type Site } from '../world.fixture.ts';
import { describeAttacks, good, home, type Attack } from './hostile.fixture.ts';
import { broken, refused } from './sites.fixture.ts';

const tags = (registry: Registry): Promise<object> => registry.listTags(reference(`${home}/a/b`));
const referrers = (registry: Registry): Promise<object> => registry.referrers(reference(`${home}/a/b`), good.digest);

function links(link: string | ((seen: Seen) => string), page: object = { tags: ['a'] }): Site {
  return (seen, response) => sendJson(response, 200, page, { link: typeof link === 'string' ? link : link(seen) });
}

const lists: readonly Attack[] = [
  { attack: 'tags that go on at another host', ask: tags, site: links('<https://evil.example/v2/a/b/tags/list?last=a>; rel="next"'), is: refused },
  { attack: 'tags that go on without TLS', ask: tags, site: links(`<http://${home}/v2/a/b/tags/list?last=a>; rel="next"`), is: refused },
  { attack: 'tags that go on in another repository', ask: tags, site: links('</v2/a/secret/tags/list?last=a>; rel="next"'), is: refused },
  { attack: 'tags that go on with userinfo', ask: tags, site: links(`<https://a:b@${home}/v2/a/b/tags/list>; rel="next"`), is: refused },
  { attack: 'tags that go in a circle', ask: tags, site: links('</v2/a/b/tags/list?last=a>; rel="next"'), is: broken, most: 6 },
  { attack: 'tags without end', ask: tags, site: links(({ path }) => `<${path}x>; rel="next"`), is: { kind: 'tags', isComplete: false }, most: 44 },
  {
    attack: 'a page of tags without end',
    ask: tags,
    site: links('<?last=a>; rel="next"', { tags: Array.from({ length: 30_000 }, (_, at) => `t${at}`) }),
    is: { kind: 'tags', isComplete: false },
    most: 4,
  },
  { attack: 'tags that are none', ask: tags, site: links('', { tags: ['a', '../b', '-c', 'd e', '', 'x'.repeat(200)] }), is: { kind: 'tags', tags: ['a'], isComplete: true } },
  { attack: 'a list that is none', ask: tags, site: links('', { tags: 7 }), is: broken },
  { attack: 'referrers that go on at another host', ask: referrers, site: links('<https://evil.example/>; rel="next"', { manifests: [] }), is: refused },
  { attack: 'referrers without end', ask: referrers, site: links(({ path }) => `<${path.includes('?') ? path : `${path}?`}x>; rel="next"`, { manifests: [] }), is: { isComplete: false }, most: 24 },
  { attack: 'referrers that are a page', ask: referrers, site: (_seen, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), is: broken },
];

describeAttacks('a list', lists);
