export type Files = Readonly<Record<string, string>>;

/** A factory of our own images, one of which is built from the other. Nothing was analyzed yet. */
export const shop: Files = {
  'image-factory/factory.yaml': 'repository: acme/shop\n',
  'image-factory/images.yaml': entry('runtime') + entry('web'),
  'runtime/Dockerfile': 'FROM node:22-bookworm-slim\n',
  'web/Dockerfile': 'FROM golang:1.24 AS build\nFROM ghcr.io/acme/runtime\nCOPY --from=build /web /web\n',
};

/** @param more - lines of factory.yaml */
export function shopWith(more: string): Files {
  return { ...shop, 'image-factory/factory.yaml': `repository: acme/shop\n${more}` };
}

export function entry(name: string): string {
  return `- name: ${name}
  registry: ghcr.io
  repository: acme/${name}
  source:
    provider: github
    branch: main
    dockerfile: ${name}/Dockerfile
`;
}
