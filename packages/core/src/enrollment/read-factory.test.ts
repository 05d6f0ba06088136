import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderFactoryTemplate } from './factory-template.ts';
import { readFactory } from './read-factory.ts';

function read(text: string) {
  return readFactory({ path: 'factory.yaml', text });
}

function told(text: string): string[] {
  return read(text).problems.map(({ code, source, message, hint }) => {
    const { line, column } = source?.range?.start ?? { line: 0, column: 0 };
    return `${code} ${line}:${column} ${message} => ${hint ?? ''}`;
  });
}

describe('factory.yaml', () => {
  it('has a default for everything', () => {
    expect(readFactory(undefined)).toMatchObject({
      value: {
        provider: 'github',
        host: 'github.com',
        branch: 'main',
        watcher: 'observe',
        rebuild: { settle: { text: '2h' }, coordination: { text: '30m' }, cve: { severity: 'critical', kev: true }, emergency: [] },
        holds: [],
        commit: { mode: 'push', author: { name: 'Image Factory Bot', email: 'bot@example.com' } },
        kargo: { analysis: 'dispatch', rebuild: 'factory', dispatch: 'repository_dispatch', upstreamInterval: { text: '24h' } },
        registries: { 'docker.io': { realms: ['auth.docker.io'] }, 'ghcr.io': { realms: ['ghcr.io'] } },
        layout: { shardThreshold: 500 },
      },
      problems: [],
    });
    expect(readFactory(undefined).value).not.toHaveProperty('repository');
  });

  it.each(['', '# nothing\n', 'rebuild:\nholds:\nkargo:\nnotifications:\nallow:\n'])('is the same when it says nothing: %j', (text) => {
    expect(read(text)).toEqual(readFactory(undefined));
  });

  it('is on gitlab.com when the provider is GitLab', () => {
    expect(read('provider: gitlab\n').value.host).toBe('gitlab.com');
  });

  it('says what it says', () => {
    const { value, problems } = read(`
repository: acme/image-factory
watcher: kargo
rebuild: {settle: 0m, priorities: [manual, cve, parent, routine], emergency: [octocat, "@acme/sec"], cve: {epss: 0.5}}
holds:
- {image: "node:22", reason: "Breaks \${X}", until: 2026-12-01T00:00:00Z}
kargo: {gitlabProject: 4711, receivers: {github: hook}}
registries: {registry.acme.com: {realms: [auth.acme.com], mirror: mirror.acme.com, redirects: [CDN.acme.com, .objects.acme.com]}}
notifications:
- {type: slack, secret: SLACK}
- {type: issue}
- {type: email, secret: PASSWORD, email: {host: SMTP.acme.com, port: 2525, from: factory@acme.com, to: [ops@acme.com], userSecret: USER}}
x-mine: {a: b}
`);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      repository: 'acme/image-factory',
      rebuild: { settle: { milliseconds: 0 }, priorities: ['manual', 'cve', 'parent', 'routine'], maxPerRun: 20, cve: { severity: 'critical', kev: true, epss: 0.5 } },
      holds: [{ image: 'docker.io/library/node:22', until: new Date('2026-12-01T00:00:00Z') }],
      kargo: { gitlabProject: '4711', receivers: { github: 'hook' }, analysis: 'dispatch' },
      registries: { 'registry.acme.com': { realms: ['auth.acme.com'], mirror: 'mirror.acme.com', redirects: ['cdn.acme.com', '.objects.acme.com'] }, 'docker.io': { realms: ['auth.docker.io'] } },
      notifications: [
        { type: 'slack', secret: 'SLACK' },
        { type: 'issue' },
        {
          type: 'email',
          secret: 'PASSWORD',
          email: { host: 'smtp.acme.com', port: 2525, security: 'starttls', from: 'factory@acme.com', to: ['ops@acme.com'], userSecret: 'USER' },
        },
      ],
    });
    expect(value).not.toHaveProperty('x-mine');
  });
});

describe('what factory.yaml says of a registry that is built in', () => {
  it.each([
    { story: 'a mirror leaves its realms', text: 'docker.io: {mirror: mirror.acme.com}', entry: { realms: ['auth.docker.io'], mirror: 'mirror.acme.com' } },
    { story: 'redirects leave its realms', text: 'docker.io: {redirects: [.acme.com]}', entry: { realms: ['auth.docker.io'], redirects: ['.acme.com'] } },
    { story: 'nothing leaves everything', text: 'docker.io: {}', entry: { realms: ['auth.docker.io'] } },
    { story: 'realms replace its realms', text: 'docker.io: {realms: [login.acme.com]}', entry: { realms: ['login.acme.com'] } },
    { story: 'no realms are none', text: 'docker.io: {realms: []}', entry: { realms: [] } },
  ])('$story', ({ text, entry }) => {
    const { value, problems } = read(`registries: {${text}}\n`);
    expect(problems).toEqual([]);
    expect(value.registries).toEqual({ ...readFactory(undefined).value.registries, 'docker.io': entry });
  });
});

describe('a wrong edit of factory.yaml', () => {
  it.each([
    { story: 'a misspelt key', text: 'repositry: acme/x\n', problem: 'factory/unknown-key 1:1 `repositry`', hint: 'Did you mean `repository`?' },
    { story: 'a misspelt key below', text: 'rebuild:\n  setle: 2h\n', problem: 'factory/unknown-key 2:3 `rebuild.setle`', hint: 'Did you mean `settle`?' },
    { story: 'a misspelt key further below', text: 'kargo:\n  secrets: {dispach: x}\n', problem: 'factory/unknown-key 2:13 `kargo.secrets.dispach`', hint: 'Did you mean `dispatch`?' },
    { story: 'a key that nobody knows', text: 'allow:\n  everything: true\n', problem: 'factory/unknown-key 2:3 `allow.everything`', hint: 'Known are `owners`, `hosts`' },
    { story: 'a repository as a URL', text: 'repository: https://github.com/acme/x\n', problem: 'factory/invalid-value 1:13 `repository`', hint: 'Write `acme/x`.' },
    { story: 'a subgroup on GitHub', text: 'repository: a/b/c\n', problem: 'factory/invalid-value 1:13 `repository`: `a/b/c` is not a repository: write `owner/name` on GitHub', hint: '' },
    { story: 'a window without a unit', text: 'rebuild: {settle: 2}\n', problem: 'factory/invalid-value 1:19 `rebuild.settle`', hint: 'Write `2d`.' },
    { story: 'a cap in words', text: 'rebuild: {maxPerRun: many}\n', problem: 'factory/invalid-value 1:22 `rebuild.maxPerRun` must be a whole number, not `many`.', hint: '' },
    { story: 'a negative cap', text: 'rebuild: {maxPerRun: -1}\n', problem: 'factory/invalid-value 1:22 `rebuild.maxPerRun`: `-1` is less than 0.', hint: '' },
    {
      story: 'a severity in capitals',
      text: 'rebuild: {cve: {severity: Critical}}\n',
      problem: 'factory/invalid-value 1:27 `rebuild.cve.severity`: `Critical` is not allowed',
      hint: 'Did you mean `critical`?',
    },
    { story: 'a probability in percent', text: 'rebuild: {cve: {epss: 50%}}\n', problem: 'factory/invalid-value 1:23 `rebuild.cve.epss`: `50%` is not a probability', hint: '' },
    { story: 'a cause that is missing', text: 'rebuild:\n  priorities: [cve, manual]\n', problem: 'factory/invalid-value 2:15 `rebuild.priorities` must name all four', hint: 'For example' },
    { story: 'a cause twice', text: 'rebuild:\n  priorities: [cve, manual, cve, parent]\n', problem: 'factory/invalid-value 2:15 `rebuild.priorities` must name all four', hint: 'For example' },
    { story: 'a yes', text: 'backstage: {enabled: yes}\n', problem: 'factory/invalid-value 1:22 `backstage.enabled` must be `true` or `false`, not `yes`.', hint: 'Write `true`.' },
    { story: 'a hold without a reason', text: 'holds:\n- image: node:22\n', problem: 'factory/missing-key 2:3 `holds[0].reason` is missing.', hint: '' },
    {
      story: 'a hold on something that is no image',
      text: 'holds:\n- {image: "No de", reason: x}\n',
      problem: 'factory/invalid-value 2:11 `holds[0].image`: `No de` is not an image reference',
      hint: '',
    },
    {
      story: 'a secret in the place of its name',
      text: 'notifications:\n- {type: slack, secret: "https://hooks.slack.com/T/B/x"}\n',
      problem: 'factory/invalid-value 2:25 `notifications[0].secret`: This is not the name of a secret',
      hint: 'never the secret itself',
    },
    { story: 'no secret', text: 'notifications:\n- type: slack\n', problem: 'factory/missing-key 2:3 `notifications[0].secret` is missing.', hint: 'Name the secret' },
    { story: 'mail to nobody', text: 'notifications:\n- type: email\n', problem: 'factory/missing-key 2:3 `notifications[0].email` is missing.', hint: 'Name the server' },
    {
      story: 'mail with an empty list of people',
      text: 'notifications:\n- {type: email, email: {host: a.b, from: a@a.b, to: []}}\n',
      problem: 'factory/invalid-value 2:53 `notifications[0].email.to`',
      hint: '',
    },
    {
      story: 'a name beside an address, and a second header behind it',
      text: 'notifications:\n- {type: email, email: {host: a.b, from: "A <a@a.b>\\r\\nBcc: c@a.b", to: [a@a.b]}}\n',
      problem: 'factory/invalid-value 2:42 `notifications[0].email.from`',
      hint: '',
    },
    {
      story: 'a port behind the mail server',
      text: 'notifications:\n- {type: email, email: {host: "a.b:25", from: a@a.b, to: [a@a.b]}}\n',
      problem: 'factory/invalid-value 2:31 `notifications[0].email.host`',
      hint: 'Write `host: a.b` and `port: 25`.',
    },
    {
      story: 'mail over an open line',
      text: 'notifications:\n- {type: email, email: {host: a.b, security: none, from: a@a.b, to: [a@a.b]}}\n',
      problem: 'factory/invalid-value 2:46 `notifications[0].email.security`: without encryption',
      hint: 'Write `starttls`',
    },
    {
      story: 'a password without a user',
      text: 'notifications:\n- {type: email, secret: P, email: {host: a.b, from: a@a.b, to: [a@a.b]}}\n',
      problem: 'factory/missing-key 2:35 `notifications[0].email.userSecret` is missing.',
      hint: 'A password needs a user',
    },
    {
      story: 'a user without a password',
      text: 'notifications:\n- {type: email, email: {host: a.b, userSecret: U, from: a@a.b, to: [a@a.b]}}\n',
      problem: 'factory/missing-key 2:3 `notifications[0].secret` is missing.',
      hint: 'A user needs a password',
    },
    { story: 'a registry in capitals', text: 'registries: {GHCR.io: {}}\n', problem: 'factory/invalid-value 1:14 `registries.GHCR.io`', hint: 'Write `ghcr.io`.' },
    { story: 'everybody to be led to', text: 'registries: {a.b: {redirects: [.com]}}\n', problem: 'factory/invalid-value 1:32 `registries.a.b.redirects[0]`: `.com` is not a host', hint: '' },
    { story: 'a pattern of shells', text: 'registries: {a.b: {redirects: ["*.c.d"]}}\n', problem: 'factory/invalid-value 1:32 `registries.a.b.redirects[0]`', hint: 'Write `.c.d`.' },
    { story: 'one owner', text: 'allow: {owners: acme}\n', problem: 'factory/invalid-value 1:17 `allow.owners` must be a list', hint: 'Write `[acme]`.' },
    { story: 'a namespace with an underscore', text: 'kargo: {namespace: my_factory}\n', problem: 'factory/invalid-value 1:20 `kargo.namespace`', hint: '' },
    { story: 'a workflow with its folder', text: 'kargo: {workflow: .github/workflows/x.yml}\n', problem: 'factory/invalid-value 1:19 `kargo.workflow`', hint: 'Write `x.yml`' },
    { story: 'an author that ends a header', text: 'commit: {author: {name: "a <b>"}}\n', problem: 'factory/invalid-value 1:25 `commit.author.name`', hint: '' },
    { story: 'a template', text: 'backstage: {owner: "${{ secrets.X }}"}\n', problem: 'factory/invalid-value 1:20 `backstage.owner` holds `${{`', hint: '' },
    { story: 'a path outside', text: 'layout: {manifest: ../x.yaml}\n', problem: 'factory/invalid-value 1:20 `layout.manifest`', hint: '' },
    { story: 'a list', text: '- a\n', problem: 'factory/invalid-value 0:0 The file must be a mapping.', hint: 'keys with values' },
    { story: 'a key twice', text: 'branch: main\nbranch: next\n', problem: 'yaml/duplicate-key 2:1 `branch`', hint: 'Keep one' },
    { story: 'no YAML', text: 'branch: "main\n', problem: 'yaml/syntax 1:9 The quote', hint: '' },
  ])('$story', ({ text, problem, hint }) => {
    const [first = '', ...others] = told(text);
    expect(first.slice(0, problem.length)).toBe(problem);
    expect(first.split(' => ')[1]).toContain(hint);
    expect(others).toEqual([]);
    expect(read(text).value).toEqual(readFactory(undefined).value);
  });

  it('gives an answer to any text', () => {
    const piece = fc.constantFrom('rebuild', 'kargo', ': ', '\n', '\n  ', '- ', '{', '}', '[', ']', '"', 'x', '1', 'true', 'holds:\n', 'settle: ', '${{', '&a', '*a');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 15 }).map((pieces) => pieces.join('')),
        ),
        (text) => void read(text),
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the factory.yaml that init writes', () => {
  it('gives the defaults', () => {
    expect(read(renderFactoryTemplate())).toEqual(readFactory(undefined));
  });

  it('says what it was given', () => {
    const text = renderFactoryTemplate({ repository: 'acme/image-factory', branch: 'release/1.x', kargo: { namespace: 'builds' }, allow: { owners: ['acme'] } });
    const expected = read('repository: acme/image-factory\nbranch: release/1.x\nkargo: {namespace: builds}\nallow: {owners: [acme]}\n');
    expect(expected.problems).toEqual([]);
    expect(read(text)).toEqual(expected);
  });

  it('has a comment above every key, and every key', () => {
    const lines = renderFactoryTemplate().split('\n');
    const key = /^ *(?:# )?[a-z][A-Za-z.]*:(?: |$)/;
    const builtIn = lines.indexOf('registries:');
    lines.forEach((line, index) => {
      if (!key.test(line) || line.trimStart().startsWith('# -') || (index > builtIn && index < lines.indexOf('allow:'))) return;
      expect([line, lines[index - 1]?.trim().startsWith('# ')]).toEqual([line, true]);
    });
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('is still right when every comment that holds a key is made one', () => {
    const text = renderFactoryTemplate().replaceAll(/^( *)# ((?:host|stateBranch|repository|gitlabProject|github|dockerhub|generic): .*)$/gm, '$1$2');
    const { value, problems } = read(text);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ repository: 'acme/image-factory', commit: { stateBranch: 'image-factory-state' }, kargo: { gitlabProject: '4711', receivers: { generic: 'generic-webhook' } } });
  });
});
