/** Registries that hand out tokens on another host. What factory.yaml says of a registry goes before. */
export const builtInRealms: ReadonlyMap<string, readonly string[]> = new Map([
  ['docker.io', ['auth.docker.io']],
  ['ghcr.io', ['ghcr.io']],
  ['quay.io', ['quay.io']],
  ['registry.gitlab.com', ['gitlab.com']],
  ['mcr.microsoft.com', ['mcr.microsoft.com']],
  ['public.ecr.aws', ['public.ecr.aws']],
  ['gcr.io', ['gcr.io']],
  ['registry.k8s.io', ['registry.k8s.io']],
]);

/** Where public registries keep their content. Nobody is shown a credential there, and what comes is held against its digest. */
export const builtInRedirects: readonly string[] = [
  'production.cloudflare.docker.com',
  '.r2.cloudflarestorage.com',
  'pkg-containers.githubusercontent.com',
  '.quay.io',
  '.amazonaws.com',
  '.cloudfront.net',
  '.blob.core.windows.net',
  '.data.mcr.microsoft.com',
  'storage.googleapis.com',
  '.pkg.dev',
  'cdn.registry.gitlab-static.net',
  '.digitaloceanspaces.com',
  '.backblazeb2.com',
];
