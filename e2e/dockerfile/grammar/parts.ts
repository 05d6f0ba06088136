/** A question before its text is laid out. */
export interface Parts {
  head: string[];
  /** In front of the first FROM. */
  globals: string[];
  /** FROM first. */
  stages: string[][];
  target?: string;
  platforms?: readonly string[];
  buildPlatform?: string;
  buildArgs: Record<string, string>;
  contexts: Record<string, string>;
  onBuild: Record<string, readonly string[]>;
}
