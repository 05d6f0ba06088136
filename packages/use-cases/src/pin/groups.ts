import type { BranchName, ImageName, RepoPath } from '@image-factory/core/enrollment';
import {
  describePins,
  holdsButFor,
  movePins,
  pinBranch,
  type MovedPin,
  type PinDecision,
  type PinMove,
  type PinProposalText,
} from '@image-factory/core/pin';
import { baseKey, familiarReference, type Digest, type ImageReference } from '@image-factory/core/reference';
import type { FileChange } from '../ports.ts';
import type { DecidedPin } from './decide-pins.ts';
import { groupId, intoBranch } from './places.ts';
import type { PinPlace } from './ports.ts';
import type { PinFile, ReadPins } from './read-pins.ts';

/** The pins of one base in one repository: what one pull request is about. */
export interface PinGroup {
  readonly id: string;
  readonly place: PinPlace;
  readonly base: ImageReference;
  /** The branch that is proposed. */
  readonly branch: BranchName;
  readonly pins: readonly GroupedPin[];
}

export interface GroupedPin extends DecidedPin {
  readonly file: PinFile;
  /** Line of the file that the pin stands in, from 1. */
  readonly line: number;
}

/** Groups what was decided, in the order of places and bases. */
export function groupPins(decided: readonly DecidedPin[], { files }: ReadPins): PinGroup[] {
  const places = [...files.values()].map(({ place }) => place);
  const groups = new Map<string, PinGroup & { readonly pins: GroupedPin[] }>();
  for (const one of decided) {
    const file = files.get(one.pin.file);
    if (file === undefined) continue;
    const { base } = one.pin;
    const id = groupId(file.place, base);
    const group = groups.get(id) ?? { id, place: file.place, base, branch: pinBranch(base, intoBranch(file.place, places)), pins: [] };
    group.pins.push({ ...one, file, line: lineAt(file.text, one.pin.at) });
    groups.set(id, group);
  }
  return [...groups.values()].toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** What is to be done about the pull request of a group. */
export type GroupStep =
  /** Nothing is behind any more: a pull request that is still open has come to its end. */
  | { readonly kind: 'settled' }
  /** Something is behind, and does not move now: what is open stays as it is. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'propose'; readonly changes: readonly FileChange[]; readonly text: PinProposalText; readonly matter: string }
  /** The change would change more than digests. `why` is a sentence. */
  | { readonly kind: 'unsafe'; readonly why: string };

type MovingPin = GroupedPin & { readonly decision: Extract<PinDecision, { kind: 'move' }> };

/** Plans the change of a group, and holds what the builds would pull then against what they pull now. */
export async function planGroup({ base, pins }: PinGroup, read: ReadPins): Promise<GroupStep> {
  if (pins.every(({ decision }) => decision.kind === 'current')) return { kind: 'settled' };
  const moving = pins.filter((pin): pin is MovingPin => pin.decision.kind === 'move');
  if (moving.length === 0) return { kind: 'leave' };
  const changes: FileChange[] = [];
  const texts = new Map<string, string>();
  for (const [id, pinsIn] of Map.groupBy(moving, ({ pin }) => pin.file)) {
    const file = pinsIn[0]?.file;
    if (file === undefined) continue;
    const text = movePins(file.text, pinsIn.map(toMove));
    if (text === undefined)
      return { kind: 'unsafe', why: `${file.path} does not hold the digests any more, or the new ones are of another kind.` };
    texts.set(id, text);
    changes.push({ kind: 'write', path: file.path, text });
  }
  const broken = await firstBroken(moving, texts, read);
  if (broken !== undefined)
    return { kind: 'unsafe', why: `Moving the pins of ${familiarReference(base)} would change what else ${broken} is built from.` };
  const digests = [...new Set(moving.map(({ decision }) => decision.to))].toSorted();
  return { kind: 'propose', changes: inOrder(changes), text: describePins(base, moving.map(toMoved)), matter: matterOf(base, digests) };
}

/** What somebody says no to by closing the pull request: these digests, wherever they are to stand. */
function matterOf(base: ImageReference, digests: readonly Digest[]): string {
  return `pin ${baseKey(base)} ${digests.join(' ')}`;
}

async function firstBroken(
  moving: readonly MovingPin[],
  texts: ReadonlyMap<string, string>,
  read: ReadPins,
): Promise<ImageName | undefined> {
  // Who is built from another stage of the same file must not be touched either.
  const beside = [...read.images.values()].flatMap(({ file, image }) => (texts.has(file) ? [image.name] : []));
  const images = new Set([...moving.flatMap(({ images: names }) => names), ...beside]);
  const after = await read.analyze(texts, images);
  const holds = holdsButFor(moving.map(toMove), read.marked);
  return [...images].find((name) => {
    const [traced, pulled] = [read.images.get(name), after.get(name)];
    return traced === undefined || pulled === undefined || !holds(traced.probed, pulled);
  });
}

function toMove({ pin, decision }: MovingPin): PinMove {
  return { mark: pin, to: decision.to };
}

function toMoved({ file, line, pin, decision, images }: MovingPin): MovedPin {
  const { to, since, why } = decision;
  return { file: file.path, line, use: pin.use, from: pin.digest, to, since, images, why };
}

function inOrder(changes: readonly FileChange[]): FileChange[] {
  const pathOf = ({ path }: FileChange): RepoPath => path;
  return changes.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}
