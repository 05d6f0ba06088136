import { fakeClock, runProcess, startGitHub, startImageRegistry, temporaryFolder, type GitHub, type ImageRegistry, type RepositoryHandle } from '@image-factory/testkit';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { openPorts } from '../../src/ports.ts';
import { run as runHere } from '../../src/run.ts';

const token = 'ghs_test';
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface PinLoop extends AsyncDisposable {
  readonly github: GitHub;
  readonly factory: RepositoryHandle;
  readonly lib: RepositoryHandle;
  readonly web: RepositoryHandle;
  /** Publishes a version of `acme/base:1`, and gives the digest of its index. */
  push(content: string): Promise<string>;
  /** What an hourly job does: brings the analysis up to date, asks the registry, and looks after pins. */
  sweep(env?: Readonly<Record<string, string>>): Promise<PinRun>;
  /** A command of ours in a clone that was just made, as a job does. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** Somebody closes a pull request without merging it. */
  close(slug: string, pull: number): Promise<void>;
  /** Names of the states of base images. */
  bases(): Promise<readonly string[]>;
}

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface PinRun {
  readonly exitCode: number;
  /** `OWNER/REPO outcome number`, one for each pull request. */
  readonly requests: readonly string[];
  readonly pins: readonly { readonly repository: string; readonly file: string; readonly decision: string; readonly why: string; readonly from: string; readonly to?: string }[];
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly stderr: string;
}

export interface PinLoopOptions {
  /** Files of `acme/factory`, where app is; `BASE` stands for the pinned base. */
  readonly files?: Readonly<Record<string, string>>;
  /** More of factory.yaml. */
  readonly settings?: string;
  /** More of the entry of app. */
  readonly entry?: string;
  /** Whether `other/web`, which is somebody else's, has agreed. */
  readonly agreed?: boolean;
  readonly images?: readonly string[];
  /** Whether each command is a process of its own; default: all are run in this one, an hour apart. */
  readonly processes?: boolean;
}

const sources: Readonly<Record<string, string>> = { app: '', lib: '    repo: acme/lib\n', web: '    repo: other/web\n' };

/** Images in three repositories, all built from `acme/base:1@sha256:…`. */
export async function startPins({ files = {}, settings = '', entry = '', agreed = true, images = ['app'], processes = false }: PinLoopOptions = {}): Promise<PinLoop> {
  await using ends = new AsyncDisposableStack();
  const registry: ImageRegistry = ends.use(await startImageRegistry());
  const { host } = registry;
  const push = async (content: string): Promise<string> => {
    registry.push('acme/base:1', content);
    const answer = await fetch(`http://${host}/v2/acme/base/manifests/1`, { method: 'HEAD' });
    return answer.headers.get('docker-content-digest') ?? '';
  };
  const pinned = `${host}/acme/base:1@${await push('one')}`;
  const dockerfile = `# Pinned: ${pinned}\nFROM ${pinned}\nRUN make\n`;
  const entries = images.map(
    (name) =>
      `- name: ${name}\n  registry: "${host}"\n  repository: acme/${name}\n  rebuildDelay: 0h\n${name === 'app' ? entry : ''}  source:\n    provider: github\n    branch: main\n    dockerfile: ${name}/Dockerfile\n${sources[name] ?? ''}`,
  );
  const own = {
    'image-factory/images.yaml': entries.join(''),
    'image-factory/factory.yaml': `repository: acme/factory\nrebuild: {settle: 0m}\nallow: {owners: [other]}\nregistries:\n  "${host}": {}\n${settings}`,
    'app/Dockerfile': dockerfile,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('BASE', pinned)])),
  };
  const consent = agreed ? { '.github/image-factory.yml': 'factories: [acme/factory]\n' } : {};
  const github = ends.use(
    await startGitHub({
      repositories: { 'acme/factory': { files: own }, 'acme/lib': { files: { 'lib/Dockerfile': dockerfile } }, 'other/web': { files: { 'web/Dockerfile': dockerfile, ...consent } } },
      tokens: { [token]: {}, ghs_reads: { permissions: { contents: 'read', pull_requests: 'read' } } },
    }),
  );
  const kept = ends.move();

  async function clone(slug: string, folder: string): Promise<void> {
    const header = `http.extraHeader=Authorization: Basic ${Buffer.from(`x:${token}`).toString('base64')}`;
    const cloned = await runProcess('git', ['-c', header, 'clone', '--quiet', github.gitUrl(slug), folder], { cwd: '/' });
    if (cloned.exitCode !== 0) throw new Error(cloned.stderr);
  }

  const clock = fakeClock('2026-01-01T10:00:00Z');

  async function run(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> {
    await using folder = await temporaryFolder();
    await clone('acme/factory', folder.path);
    const env = { GITHUB_TOKEN: token, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/factory', HOME: folder.path, ...more };
    if (processes) return await runProcess(process.execPath, ['--conditions=@image-factory/source', main, ...args], { cwd: folder.path, env, timeoutMs: 120_000 });
    const written = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') => ({
      write: (text: string, done?: () => void) => {
        written[name] += text;
        done?.();
      },
    });
    clock.advance('1h');
    const exitCode = await runHere(args, { cwd: folder.path, env, stdin: () => Readable.from([]), stdout: stream('stdout'), stderr: stream('stderr'), clock, openPorts });
    return { exitCode, ...written };
  }

  async function must(args: readonly string[]): Promise<void> {
    const ran = await run(args);
    if (ran.exitCode !== 0) throw new Error(`${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
  }

  return {
    github,
    factory: github.repository('acme/factory'),
    lib: github.repository('acme/lib'),
    web: github.repository('other/web'),
    push,
    run,
    async close(slug, pull) {
      await fetch(`${github.url}/repos/${slug}/pulls/${pull}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'somebody' },
        body: '{"state":"closed"}',
      });
    },
    async bases() {
      const listed = await runProcess('git', ['ls-tree', '--name-only', 'main:image-factory/state/base-images'], { cwd: github.repository('acme/factory').path });
      return listed.stdout.split('\n').filter((name) => name !== '');
    },
    async sweep(env) {
      await using others = await temporaryFolder();
      const slugs = images.flatMap((name) => (name === 'app' ? [] : [name === 'lib' ? 'acme/lib' : 'other/web']));
      for (const slug of slugs) await clone(slug, `${others.path}/${slug}`);
      await must(['update', '--commit', ...slugs.flatMap((slug) => ['--checkout', `${slug}=${others.path}/${slug}`])]);
      await must(['observe', '--commit']);
      const ran = await run(['pin', '--json'], env);
      expectNoSecret(ran);
      const { requests = [], pins = [], problems = [] } = JSON.parse(ran.stdout);
      return {
        exitCode: ran.exitCode,
        requests: requests.map(({ repository, outcome, number }: { repository: string; outcome: string; number: number }) => `${repository} ${outcome} ${number}`),
        pins,
        problems,
        stderr: ran.stderr,
      };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function expectNoSecret({ stdout, stderr }: Ran): void {
  if ((stdout + stderr).includes(token)) throw new Error('a token was printed');
}
