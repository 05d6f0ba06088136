const moved = 'imageFrom(vars.watchedRepo, warehouse(ctx.targetFreight.origin.name))';
const payload = `{v: 1, image: vars.image, warehouse: ctx.targetFreight.origin.name, repo: vars.watchedRepo, tag: ${moved}.Tag, digest: ${moved}.Digest, freight: ctx.targetFreight.name, stage: ctx.stage, promotion: ctx.promotion}`;
const cause = `{image: vars.image, base: vars.watchedRepo + "…" + ${moved}.Tag + "…" + ${moved}.Digest, reason: "…"}`;
const published = 'imageFrom("…")';

/** Every expression that is ever generated, with `…` for the texts in it and without the entries of tables. */
export const formsOfOurs: ReadonlySet<string> = new Set([
  // The version that is published, into a file, a message, and the arguments of a Job.
  `quote(${published}.Tag)`,
  `quote(${published}.Digest)`,
  `quote(${published}.Tag + "…" + ${published}.Digest)`,
  `quote(${published}.RepoURL + "…" + ${published}.Tag)`,
  `quote(${published}.RepoURL + "…" + ${published}.Tag + "…" + ${published}.Digest)`,
  `${published}.Tag`,
  `${published}.Tag + "…" + ${published}.Digest`,
  // What the factory is told.
  'secret("…").token',
  `quote({event_type: vars.event, client_payload: {factory: ${payload}}})`,
  `quote({ref: "…", inputs: {event: vars.event, factory: toJSON(${payload})}})`,
  `quote({token: secret("…").token, ref: "…", inputs: {event: vars.event, factory: toJSON(${payload})}})`,
  // What a build of an image's own is told.
  'vars.url',
  'secret(vars.secret).token',
  `quote({ref: vars.ref, inputs: ${cause}})`,
  'quote({ref: vars.ref})',
  `quote({token: secret(vars.secret).token, ref: vars.ref, inputs: ${cause}})`,
  'quote({token: secret(vars.secret).token, ref: vars.ref, variables: {IMAGE_FACTORY_IMAGE: vars.image}})',
  'task.outputs.informed?.status == 400',
  'task.outputs.informed?.status == 422',
  // The repository that Freight of one of several Warehouses is from.
  '{}[ctx.targetFreight.origin.name]',
  // What a receiver of webhooks looks for.
  'normalizeImage(request.body.repoURL)',
]);

/** Texts in them that are no plain words. */
export const textsOfOurs: ReadonlySet<string> = new Set(['base image moved']);

const isRateLimit = "(response.status == 403 && response.header('Retry-After') == '' && response.header('X-RateLimit-Remaining') != '0')";

/** What is an expression without delimiters, by its place. */
export const rawOfOurs: ReadonlySet<string> = new Set([
  "request.header('X-Factory-Event') == 'image-pushed'",
  "response.body.message ?? ''",
  'response.status',
  'response.status >= 200 && response.status < 300',
  'response.status >= 200 && response.status < 300 || response.status == 400',
  'response.status >= 200 && response.status < 300 || response.status == 422',
  'response.status in [400, 401, 403, 404, 422]',
  'response.status in [401, 403, 404, 422]',
  `response.status in [400, 401, 404, 410, 422] || ${isRateLimit}`,
  `response.status in [400, 401, 404, 410] || ${isRateLimit}`,
]);
