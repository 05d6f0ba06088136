/**
 * Every problem that a user can meet: its code (never reused for something else) and what it means.
 * The reference in docs/ is generated from this table.
 */
export const problemCodes = {
  // YAML that people edit, and state files
  'yaml/syntax': 'The file is not valid YAML.',
  'yaml/too-large': 'The file is larger than the limit for its kind.',
  'yaml/too-deep': 'The file nests deeper than the limit.',
  'yaml/not-utf8': 'The file is not valid UTF-8.',
  'yaml/forbidden-feature': 'The file uses an anchor, alias, tag or several documents.',
  'yaml/duplicate-key': 'A mapping holds the same key twice.',
  'yaml/forbidden-key': 'A key that is no text, or that programs could mistake for one of their own.',
  'yaml/not-editable': 'A file is written in a way that can not be changed without writing it anew.',
  // images.yaml
  'enrollment/missing-file': 'There is no images.yaml.',
  'enrollment/not-a-list': 'images.yaml is neither a list of images nor a mapping with `images`.',
  'enrollment/too-many': 'The enrollment holds more entries than the limit.',
  'enrollment/unknown-key': 'A key that no entry has.',
  'enrollment/missing-key': 'A key that the entry needs is not there.',
  'enrollment/invalid-value': 'A value that its key does not allow.',
  'enrollment/duplicate-name': 'Two entries have the same name.',
  'enrollment/duplicate-image': 'Two entries publish the same image.',
  'enrollment/reserved-name': 'A name that the factory keeps for itself.',
  'enrollment/no-tags': 'An external image says neither `allowTags` nor `constraint`.',
  'enrollment/conflicting-keys': 'Two keys that exclude each other.',
  'enrollment/self-dependency': 'An image is built from itself.',
  // factory.yaml
  'factory/unknown-key': 'A key that factory.yaml does not have.',
  'factory/invalid-value': 'A value that its key in factory.yaml does not allow.',
  'factory/missing-key': 'A key that factory.yaml needs is not there.',
  'factory/missing-repository': 'factory.yaml does not say which repository the factory lives in.',
  // Dockerfiles
  'dockerfile/missing': 'The Dockerfile is not there.',
  'dockerfile/invalid': 'BuildKit would refuse the Dockerfile.',
  'dockerfile/too-large': 'The Dockerfile exceeds a limit of size or length.',
  'dockerfile/not-a-file': 'The path leads to something that is no regular file.',
  'dockerfile/unknown-image': 'An image reference can not be resolved without a build.',
  'dockerfile/empty-argument': 'A base or another argument depends on an argument that has no value.',
  'dockerfile/unknown-platform': 'The platform of a base can not be resolved without a build.',
  'dockerfile/unknown-target': 'The chosen target is no stage of the Dockerfile.',
  'dockerfile/frontend': 'The Dockerfile asks for a frontend of its own.',
  'dockerfile/latest-tag': 'An image is taken in whatever version is the newest.',
  'dockerfile/digest-without-tag': 'An image has a digest and no tag that tells which versions it should follow.',
  'dockerfile/several-versions': 'One Dockerfile takes an image in two versions.',
  'dockerfile/argument-without-default': 'A base needs an argument that only the command line gives a value.',
  'dockerfile/unused-stage': 'A build of the last stage does not need a stage.',
  // what surrounds a Dockerfile
  'bake/syntax': 'A bake file is neither HCL nor JSON as bake reads them.',
  'bake/invalid': 'A bake file says something that bake refuses.',
  'bake/unresolved': 'A target of a bake file can not be built as it stands.',
  'definition/no-build': 'A file that should say how an image is built says nothing about a build.',
  'definition/ambiguous-build': 'Several builds of a file could be the one of an image, and nothing tells which.',
  'definition/too-large': 'A file takes more work to read than is spent on one.',
  // sources
  'source/elsewhere': 'The source is in another repository, of which there is no checkout.',
  'source/unreadable': 'The source could not be read.',
  // state files
  'state/corrupt': 'A state file can not be read; it was set aside.',
  'state/newer-schema': 'A state file was written by a newer version.',
  'state/invalid-field': 'A field of a state file holds something unusable.',
  'state/key-collision': 'Two image references lead to the same file name.',
  'state/inconsistent': 'State files do not fit together, or one is not as the factory writes it.',
  'state/unwritable': 'A file could not be written.',
  'state/head-moved': 'Others kept committing while this run was working; nothing was written.',
  'state/push-refused': 'The remote did not take the commit; nothing was written.',
  'state/no-branch': 'There is no branch to commit to.',
  'commit/unsupported-mode': 'factory.yaml asks for a way of committing that this version does not have.',
  // graph
  'graph/cycle': 'Images are built from each other in a circle.',
  // synthesis
  'synth/missing-field': 'A field that a manifest needs is missing; the image is left out.',
  'synth/invalid-manifest': 'A manifest would not be accepted or would never work.',
  'synth/name-collision': 'Two objects would have the same name.',
  // front doors
  'inputs/invalid': 'An input or option has an unusable value.',
  'inputs/missing': 'An input that the action needs was not given.',
  'inputs/unknown': 'An input that the action does not have.',
  'inputs/renamed': 'An input goes by a new name.',
  'inputs/one-of': 'Exactly one of several inputs must be given.',
  'inputs/unknown-image': 'No enrolled image has this name.',
  'inputs/disagreement': 'An option says something else than the enrollment or the checkout.',
  'init/file-kept': 'A file that `init` would write is there already.',
  'init/left-out': 'A Dockerfile for which no entry could be proposed.',
  'init/not-startable': 'A workflow that the factory could not start.',
  'init/guessed': 'A part of a proposed entry that nothing told.',
  // migration
  'migrate/doubtful-value': 'A value may have been damaged by another program, and nothing tells for certain.',
  'migrate/unknown-key': 'A key that no entry has, and that looks like a misspelt one; it was kept but does nothing.',
  'migrate/not-taken': 'A file of another program that holds nothing the factory can use.',
  'migrate/set-aside': 'A file among the state files that holds no state; it was set aside.',
  'migrate/new-file': 'A file could not be changed in place; a new one was written beside it.',
  'migrate/refused': 'A newer version of the program is at work, so that nothing was migrated.',
  // checking a change
  'check/unknown-revision': 'A commit that is to be compared is not in this clone.',
  'check/not-parted': 'It is not known where the compared histories parted.',
  'check/unusable-event': 'The event that started the run does not say what is to be compared.',
  'check/grant': 'A change lets somebody or something start or write what was not allowed before.',
  // starting rebuilds
  'dispatch/blocked': 'The workflow of an image can not be started: it is gone, switched off, or renamed.',
  'dispatch/denied': 'The token may not start the workflow of an image.',
  'dispatch/ambiguous': 'Several runs could be the one that was started for an image.',
  'dispatch/failed': 'Rebuilds of an image failed so often that it is held.',
  'dispatch/no-target': 'Nothing says where an image is built.',
  'dispatch/no-clock': 'The forge could not be asked for its time.',
  // the program itself
  'internal/failure': 'The program failed in a way that it should not.',
} as const;

export type ProblemCode = keyof typeof problemCodes;
