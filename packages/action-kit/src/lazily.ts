/** A function whose code is loaded when it is called first: an action that ends before needs none of it. */
export function lazily<Args extends readonly unknown[], Result>(
  load: () => Promise<(...args: Args) => Promise<Result>>,
): (...args: Args) => Promise<Result> {
  let loaded: Promise<(...args: Args) => Promise<Result>> | undefined;
  return async (...args) => (await (loaded ??= load()))(...args);
}
