import { Agent, request as send } from 'node:https';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';

/** An object as the API takes and gives it. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly [part: string]: unknown;
  };
  readonly [part: string]: unknown;
}

interface Answer {
  readonly status: number;
  /** What the server says of a request that it takes: fields that are gone soon, or that it dropped. */
  readonly warnings: readonly string[];
  readonly body: unknown;
}

/** What became of an object that was applied. */
export type Applied =
  | { readonly kind: 'taken'; readonly warnings: readonly string[]; readonly object: ApiObject }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

interface ClientCertificate {
  readonly cert?: string;
  readonly key?: string;
}

export interface ApiAddress {
  /** `https://127.0.0.1:40123` */
  readonly origin: string;
  readonly token?: string;
  /** Certificates that the server may show, in PEM; without them those that everybody trusts. */
  readonly ca?: string;
  /** Instead of a token: who we are, in PEM. */
  readonly certificate?: ClientCertificate;
}

export interface ApiClient {
  request(method: string, path: string, body?: unknown, type?: string): Promise<Answer>;
  /**
   * Server-side apply as Argo CD does it, and stricter: a field that the schema does not know is an error.
   *
   * @param options.dryRun - everything is checked and nothing is kept
   */
  apply(object: ApiObject, options?: { readonly dryRun?: boolean }): Promise<Applied>;
  /** The object as the server has it now; undefined when it has none. */
  read(object: ApiObject): Promise<ApiObject | undefined>;
  close(): void;
}

export function openClient({ origin, token, ca, certificate = {} }: ApiAddress): ApiClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ...(ca === undefined ? {} : { ca }), ...certificate });
  const plurals = new Map<string, Promise<ReadonlyMap<string, Resource>>>();

  async function request(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': type }),
    };
    const sent = send(`${origin}${path}`, { method, agent, headers });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    return { status: response.statusCode ?? 0, warnings: warningsOf(response), body: answer.startsWith('{') ? JSON.parse(answer) : answer };
  }

  async function resourceOf({ apiVersion, kind }: ApiObject): Promise<Resource> {
    const known = plurals.get(apiVersion) ?? resourcesOf(apiVersion);
    plurals.set(apiVersion, known);
    const found = (await known).get(kind);
    if (found === undefined) throw new Error(`The server knows no ${kind} of ${apiVersion}.`);
    return found;
  }

  async function resourcesOf(apiVersion: string): Promise<ReadonlyMap<string, Resource>> {
    const { body } = await request('GET', rootOf(apiVersion));
    const { resources = [] } = body as { readonly resources?: readonly (Resource & { readonly kind: string })[] };
    return new Map(resources.filter(({ name }) => !name.includes('/')).map((resource) => [resource.kind, resource]));
  }

  async function pathOf(object: ApiObject): Promise<string> {
    const { name, namespaced } = await resourceOf(object);
    const { namespace = 'default', name: object_ } = object.metadata;
    const place = namespaced ? `/namespaces/${namespace}` : '';
    return `${rootOf(object.apiVersion)}${place}/${name}/${encodeURIComponent(object_)}`;
  }

  return {
    request,
    async apply(object, { dryRun = false } = {}) {
      const query = `fieldManager=contract&fieldValidation=Strict&force=true${dryRun ? '&dryRun=All' : ''}`;
      const { status, warnings, body } = await request('PATCH', `${await pathOf(object)}?${query}`, object, 'application/apply-patch+yaml');
      if (status < 300) return { kind: 'taken', warnings, object: body as ApiObject };
      return { kind: 'refused', status, message: (body as { readonly message?: string }).message ?? String(body) };
    },
    async read(object) {
      const { status, body } = await request('GET', await pathOf(object));
      return status === 404 ? undefined : (body as ApiObject);
    },
    close: () => agent.destroy(),
  };
}

interface Resource {
  /** As it stands in paths: the plural. */
  readonly name: string;
  readonly namespaced: boolean;
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** `299 - "text"`, one or more. */
function warningsOf({ headersDistinct }: IncomingMessage): string[] {
  return (headersDistinct['warning'] ?? []).map((line) => line.replace(/^\d+ \S+ /, ''));
}
