/** A Dockerfile with what a build is told beside it, in the form in which the judge takes it. */
export interface Question {
  readonly text: string;
  readonly platforms?: readonly string[];
  readonly buildPlatform?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  /** ONBUILD triggers of images, by canonical reference. */
  readonly onBuild?: Readonly<Record<string, readonly string[]>>;
}

/** What BuildKit does with it. References are canonical: with domain, and with a tag or a digest. */
export type Verdict = PullVerdict | RefusalVerdict;

export interface PullVerdict {
  readonly ok: true;
  /** Sorted, each once; without the frontend. */
  readonly pulls: readonly string[];
  readonly platforms: Readonly<Record<string, readonly string[]>>;
  /** Pulls of which a build needs the configuration alone. */
  readonly unread: readonly string[];
  readonly frontend: string | null;
}

export interface RefusalVerdict {
  readonly ok: false;
  readonly error: string;
  /** From 1, where BuildKit tells it. */
  readonly line?: number;
  readonly frontend: string | null;
}

/** A question and what it was made of. */
export interface Case {
  readonly question: Question;
  readonly features: readonly string[];
}
