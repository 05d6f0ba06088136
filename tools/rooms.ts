/** A room of the code: who may be asked for what. Read by the lint rules and by the map in ARCHITECTURE.md. */
export interface Room {
  /** Its one job. */
  readonly job: string;
  /** The rooms that it may import from. */
  readonly imports: readonly string[];
  /** Why it may not import more. */
  readonly why: string;
  /** Text or data in, data and problems out: no runner, no network, no clock, no disk. */
  readonly pure?: true;
}

/** By folder: `packages/<name>`; `actions` stands for each `actions/<name>`; `tools`, `bench` and `e2e` for themselves. */
export const rooms = {
  core: {
    job: 'The rules.',
    imports: [],
    why: 'a rule runs anywhere: no runner, no network, no clock',
    pure: true,
  },
  manifests: {
    job: 'Model to YAML text: Kargo, infrastructure, the Backstage catalog.',
    imports: ['core'],
    why: 'a manifest follows from the model alone, byte for byte',
    pure: true,
  },
  'use-cases': {
    job: 'What the product does, a file each; orders effects and declares the ports that it needs.',
    imports: ['core', 'manifests'],
    why: 'ports are declared here and implemented at the edge, so that both front doors and tests can bring their own',
  },
  store: {
    job: 'The work tree and git, here and elsewhere.',
    imports: ['core'],
    why: 'edges meet only in main.ts',
  },
  forge: {
    job: 'GitHub and GitLab: pull requests, commits through the API, sources, dispatches.',
    imports: ['core'],
    why: 'edges meet only in main.ts',
  },
  registry: {
    job: 'OCI registries: what stands under a reference now, and what it is made of.',
    imports: ['core'],
    why: 'edges meet only in main.ts',
  },
  builder: {
    job: 'Builds: buildx, and what it says.',
    imports: ['core'],
    why: 'edges meet only in main.ts',
  },
  'action-kit': {
    job: 'Inputs, outputs, annotations and the one catch of an action.',
    imports: ['core'],
    why: 'edges meet only in main.ts',
  },
  cli: {
    job: 'The front door for laptops and in-cluster jobs.',
    imports: ['core', 'manifests', 'use-cases', 'store', 'forge', 'registry'],
    why: 'a front door wires; the inputs of a runner are no business of a terminal',
  },
  actions: {
    job: 'The front doors for workflows.',
    imports: ['core', 'manifests', 'use-cases', 'store', 'forge', 'registry', 'builder', 'action-kit'],
    why: 'a front door wires; one front door does not go through another',
  },
  testkit: {
    job: 'Real things to test with: repositories, servers with faults, full disks, bundles run as processes.',
    imports: ['core'],
    why: 'only tests import it, so it must not depend on what they test',
  },
  tools: {
    job: 'Bundles, generated files, lint rules, and the steps of the tests.',
    imports: ['core', 'action-kit', 'testkit'],
    why: 'what builds the product reads its tables and runs none of its effects',
  },
  bench: {
    job: 'Measurements.',
    imports: ['core', 'manifests', 'use-cases', 'store', 'action-kit', 'cli', 'testkit'],
    why: 'what measures may use all that it measures',
  },
  e2e: {
    job: 'Real services: BuildKit, registries and the Kubernetes API, held against what we say of them.',
    imports: ['core', 'manifests', 'use-cases', 'store', 'forge', 'registry', 'builder', 'cli', 'testkit'],
    why: 'what is compared with the real thing may be any of our rooms',
  },
} as const satisfies Readonly<Record<string, Room>>;

export type RoomName = keyof typeof rooms;

/** Folders of `core`, each with its one job. A folder imports only from those above it. */
export const coreFolders = {
  text: 'Brands, results, hashes, times and suggestions: what every folder says things with.',
  problem: 'What a user can get wrong: codes, places, hints.',
  yaml: 'YAML in both directions: bounded, and text stays text.',
  reference: 'Image references and digests, and the key of a base image.',
  dockerfile: 'What a build pulls, as BuildKit decides it.',
  definition: 'What surrounds a Dockerfile: bake files, compose files and workflows, as far as they tell how it is built.',
  enrollment: 'images.yaml and factory.yaml.',
  state: 'State files: reading, merging, and planning what changes.',
  graph: 'Which image is built from which.',
  observe: 'What registries said, recorded as what was seen, and since when.',
  rebuild: 'Requests for rebuilds, and what becomes of them.',
  scan: 'Reports of vulnerabilities, and whether a rebuild would help.',
  decide: 'When something is rebuilt, and why not now.',
  evidence: 'What a published image was built from, as far as it tells.',
  build: 'What a build is told, and what came of it: versions, tags, labels, the definition for BuildKit, the gate.',
  pin: 'Digests in Dockerfiles, and when they move on.',
  migrate: 'What the first implementation and its like wrote, brought into our form.',
} as const satisfies Readonly<Record<string, string>>;

/** Rooms that tests may import besides what their room may. */
export const testRooms: readonly string[] = ['testkit'];

export function isRoom(name: string): name is RoomName {
  return Object.hasOwn(rooms, name);
}

export function isPure(name: RoomName): boolean {
  const room: Room = rooms[name];
  return room.pure === true;
}
