/** One image, as many repositories have it: names by `env`, tags by another action, a trial build before the real one. */
export const single = `name: api
on:
  push: {branches: [main]}
  workflow_dispatch:
env:
  REGISTRY: ghcr.io
  IMAGE_NAME: \${{ github.repository }}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: |
            \${{ env.REGISTRY }}/\${{ env.IMAGE_NAME }}
      - name: Try
        uses: docker/build-push-action@v6
        with:
          context: .
          file: docker/Dockerfile
          load: true
          tags: api:test
      - name: Publish
        uses: docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6.18.0
        with:
          context: .
          file: ./docker/Dockerfile
          target: production
          platforms: linux/amd64,linux/arm64
          push: \${{ github.event_name != 'pull_request' }}
          tags: \${{ steps.meta.outputs.tags }}
          build-args: |
            NODE_VERSION=24.1
            GIT_SHA=\${{ github.sha }}
            REGISTRY
            "LIST=a,b"
          build-contexts: |
            base=docker-image://\${{ env.REGISTRY }}/acme/base:1
            tools=\${{ vars.TOOLS }}
`;

/** Several images by one matrix with \`include\`, and one more for each platform on a runner of its own. */
export const matrix = `on: push
jobs:
  images:
    strategy:
      matrix:
        include:
          - image: web
            dockerfile: apps/web/Dockerfile
            node: 22
          - image: api
            dockerfile: apps/api/Dockerfile
            node: "24.10"
    steps:
      - uses: docker/build-push-action@v6
        with:
          file: \${{ matrix.dockerfile }}
          push: true
          tags: ghcr.io/acme/\${{ matrix.image }}:\${{ github.sha }}
          build-args: |
            NODE=\${{ matrix.node }}
  native:
    strategy:
      matrix:
        platform: [linux/amd64, linux/arm64]
        include:
          - platform: linux/amd64
            runner: ubuntu-latest
            march: x86-64-v2
          - platform: linux/arm64
            runner: ubuntu-24.04-arm
            march: armv8-a
    runs-on: \${{ matrix.runner }}
    steps:
      - run: echo "STAMP=$(date)" >> "$GITHUB_ENV"
      - uses: docker/build-push-action@v6
        env:
          OWN: mine
        with:
          context: "{{defaultContext}}:apps/native"
          platforms: \${{ matrix.platform }}
          outputs: type=image,name=ghcr.io/acme/native,push-by-digest=true,name-canonical=true,push=true
          build-args: |
            MARCH=\${{ matrix.march }}
            OWN=\${{ env.OWN }}
            STAMP=\${{ env.STAMP }}
            LIBC=musl
`;

/** Bake, our own action, and our own workflow. */
export const others = `on:
  workflow_dispatch:
    inputs:
      channel: {default: stable}
jobs:
  bake:
    strategy: {matrix: {target: [web, api]}}
    steps:
      - uses: docker/bake-action@v6
        with:
          files: |
            docker-bake.hcl
            ci/override.hcl
          targets: \${{ matrix.target }}
          set: |
            *.platform=linux/amd64,linux/arm64
            *.args.CHANNEL=\${{ inputs.channel }}
  own:
    steps:
      - uses: acme/image-factory/actions/build-image@v1
        with:
          image: tools
          platforms: linux/arm64
          build-args: CHANNEL=\${{ inputs.channel }}
  reusable:
    uses: acme/image-factory/.github/workflows/build-image.yml@v1
    with:
      dockerfile: apps/docs/Dockerfile
      context: apps/docs
      target: site
      contexts: theme=docker-image://ghcr.io/acme/theme:2
`;
