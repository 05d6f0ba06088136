/** A shop: shared build settings by anchors, a base for several services, and things that are only run. */
export const shop = `# Development and CI
x-args: &args
  NODE_VERSION: "22.11"
  REGISTRY: \${REGISTRY:-docker.io}
x-build: &build
  context: .
  args: *args
  platforms: [linux/amd64, linux/arm64]

services:
  base:
    image: ghcr.io/acme/shop-base:\${TAG:-latest}
    build:
      <<: *build
      dockerfile: docker/base.Dockerfile
  api:
    image: ghcr.io/acme/shop-api:\${TAG:-latest}
    profiles: [backend]
    build:
      <<: *build
      dockerfile: apps/api/Dockerfile
      target: production
      additional_contexts:
        base: service:base
        assets: ./assets
      args:
        <<: *args
        NODE_VERSION: "24.1"
        NPM_TOKEN:
        GIT_SHA: \${GIT_SHA}
      tags:
        - ghcr.io/acme/shop-api:\${GIT_SHA}
        - docker.io/acme/api:stable
  worker:
    extends:
      service: api
    image: ghcr.io/acme/shop-worker:latest
    build:
      target: worker
      args: [QUEUE=orders, NPM_TOKEN]
  docs:
    build: ./docs
    platform: linux/arm64
  db:
    image: postgres:17-alpine
`;

/** A service that takes its build from another file, and one that goes round in a circle. */
export const entangled = `services:
  web:
    extends: {file: ../common.yaml, service: web}
    build: {context: web}
  a: {extends: b, build: ./a}
  b: {extends: a}
  lost:
    extends: nobody
    build: .
  tuned:
    extends: full
    build:
      args: !override {ONLY: "1"}
      target: !reset null
  full:
    build:
      context: full
      target: production
      args: {A: "1", B: "2"}
`;
