/** Variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What buildx and the docker command need of the environment that we run in: where programs and settings are, how builders
 * and registries are reached, and the policy that whoever runs the job has for sources. `BUILDX_BAKE_*` is left out: it could
 * allow a build more than we do.
 */
const passedOn = new Set([
  ...['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'PATHEXT', 'TMPDIR', 'TMP', 'TEMP', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
  ...['DOCKER_CONFIG', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CERT_PATH', 'DOCKER_TLS_VERIFY', 'KUBECONFIG'],
  ...['BUILDX_BUILDER', 'BUILDX_CONFIG', 'BUILDKIT_HOST', 'EXPERIMENTAL_BUILDKIT_SOURCE_POLICY'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR'],
]);

/** Where the cache of GitHub Actions is, and the token for it: for builds that use it. */
const githubCache = ['ACTIONS_CACHE_URL', 'ACTIONS_CACHE_SERVICE_V2', 'ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN'];

export interface Needs {
  readonly ssh: boolean;
  readonly githubCache: boolean;
}

/** @param extra - goes before what is there */
export function environmentOf(from: Environment, needs: Needs, extra: Readonly<Record<string, string>>): Record<string, string> {
  const names = new Set([...passedOn, ...(needs.githubCache ? githubCache : []), ...(needs.ssh ? ['SSH_AUTH_SOCK'] : [])]);
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) if (value !== undefined && names.has(name)) environment[name] = value;
  return { ...environment, NO_COLOR: '1', DOCKER_CLI_HINTS: 'false', BUILDX_METADATA_PROVENANCE: 'disabled', ...extra };
}
