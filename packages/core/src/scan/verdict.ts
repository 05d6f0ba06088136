import { show } from '../text/index.ts';
import { baseLayers, baseOf, finalBase, findInNext, originOf, type ScannedBase } from './bases.ts';
import { familiarReference, type Digest } from '../reference/index.ts';
import type { Finding } from './types.ts';

/** Why a rebuild would rid the image of a finding. */
export type Help =
  /** A report of the new base image no longer has it. */
  | 'gone-from-base'
  /** The base image moved, and nobody has scanned the new one. */
  | 'base-moved'
  /** A build step installs the package from the distribution, which has the fixed version. */
  | 'own-packages'
  /** An image that the build compiles with or copies from moved. */
  | 'build-image-moved';

/** Why it would not. */
export type NoHelp =
  | 'no-fix'
  | 'still-in-base'
  | 'base-current'
  | 'base-pinned'
  | 'base-unknown'
  | 'build-image-current'
  | 'code-change'
  | 'origin-unknown'
  /** It was rebuilt for already, and is still there. */
  | 'tried';

export type Verdict = { readonly helps: true; readonly how: Help } | { readonly helps: false; readonly why: NoHelp };

/** What is known of the image and of what a rebuild would be built from. */
interface RebuildFacts {
  readonly bases: readonly ScannedBase[];
  readonly imageLayers: readonly Digest[];
  /** Those that it has from its base; undefined when they are not known. */
  readonly fromBase: ReadonlySet<Digest> | undefined;
  /** Whether what a rebuild would take of a base has a finding; undefined when there is no report of it. */
  readonly isInNext: ReadonlyMap<ScannedBase, ((finding: Finding) => boolean) | undefined>;
}

/** @param imageLayers - diff ids of the image's layers, the lowest first; empty when they are not known */
export function gatherFacts(bases: readonly ScannedBase[], imageLayers: readonly Digest[]): RebuildFacts {
  const fromBase = baseLayers(finalBase(bases), imageLayers);
  return { bases, imageLayers, fromBase, isInNext: new Map(bases.map((base) => [base, findInNext(base)])) };
}

/** Whether a rebuild now can rid the image of the finding. */
export function judge(finding: Finding, facts: RebuildFacts): Verdict {
  if (finding.status !== 'fixed' || finding.fixedIn.length === 0) return no('no-fix');
  const hasBaseMoved = finalBase(facts.bases)?.change === 'changed';
  switch (originOf(finding, facts.fromBase, facts.imageLayers)) {
    case 'base':
      return judgeOfBase(finding, facts);
    case 'own':
      return judgeOwn(finding, facts.bases);
    case 'base-or-own':
      // Of a package that both have, the image's own copy stays.
      return finding.where === 'os' && hasBaseMoved ? judgeOfBase(finding, facts) : judgeOwn(finding, facts.bases);
    case 'unknown':
      return finding.where === 'os' && hasBaseMoved ? judgeOfUnknown(finding, facts) : no('origin-unknown');
  }
}

function judgeOfBase(finding: Finding, { bases, isInNext }: RebuildFacts): Verdict {
  const base = baseOf(finding, bases);
  if (base === undefined || base.change === 'unknown') return no('base-unknown');
  if (base.change === 'pinned') return no('base-pinned');
  if (base.change === 'current') return no('base-current');
  const isInThis = isInNext.get(base);
  if (isInThis === undefined) return yes('base-moved');
  return isInThis(finding) ? no('still-in-base') : yes('gone-from-base');
}

/** That the new base lacks it says little: the old one may have lacked it, too. */
function judgeOfUnknown(finding: Finding, facts: RebuildFacts): Verdict {
  const verdict = judgeOfBase(finding, facts);
  return !verdict.helps ? verdict : yes('base-moved');
}

/** Packages of the distribution are installed anew; what a lock file or a source names stays what it is. */
function judgeOwn({ where, package: name }: Finding, bases: readonly ScannedBase[]): Verdict {
  if (where === 'os') return yes('own-packages');
  if (where === 'language') return no('code-change');
  // The standard library of Go is that of the compiler.
  const isCompilers = name === 'stdlib';
  const sources = bases.filter(({ use }) => use === 'copy-from' || (isCompilers && (use === 'build-stage' || use === 'context')));
  if (sources.some(({ change }) => change === 'changed')) return yes('build-image-moved');
  return no(isCompilers ? 'build-image-current' : 'code-change');
}

function yes(how: Help): Verdict {
  return { helps: true, how };
}

function no(why: NoHelp): Verdict {
  return { helps: false, why };
}

/** What the verdict means for the finding, as a clause behind its name: `is gone from the new node:22`. */
export function explainVerdict(verdict: Verdict, finding: Finding, bases: readonly ScannedBase[]): string {
  const base = baseOf(finding, bases);
  const named = base === undefined ? 'the base image' : show(familiarReference(base.reference));
  if (verdict.helps) return explainHelp(verdict.how, named);
  switch (verdict.why) {
    case 'no-fix':
      return 'has no fixed version yet';
    case 'still-in-base':
      return `is in the new ${named}, too`;
    case 'base-current':
      return `comes with ${named}, which ${base?.heldBack === undefined ? 'has not moved' : `moved, and ${base.heldBack}`}`;
    case 'base-pinned':
      return `comes with ${named}, which is pinned: a pull request has to move the pin`;
    case 'base-unknown':
      return 'comes with the base image, of which nobody knows whether it moved';
    case 'build-image-current':
      return 'comes with the compiler, whose image has not moved';
    case 'code-change':
      return `needs a code change: the source decides the version, and it has to take ${show(finding.fixedIn.join(', '))}`;
    case 'origin-unknown':
      return 'comes from nobody knows where, so that a rebuild need not change it';
    case 'tried':
      return 'was rebuilt for already, and is still there';
  }
}

function explainHelp(how: Help, base: string): string {
  switch (how) {
    case 'gone-from-base':
      return `is gone from the new ${base}`;
    case 'base-moved':
      return `may be gone from ${base}, which moved`;
    case 'own-packages':
      return 'is in a package that the build installs anew';
    case 'build-image-moved':
      return 'may be gone with an image that the build uses, which moved';
  }
}
