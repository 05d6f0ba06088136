/**
 * Version of what the generator makes. Raise it with every change of what it makes of the same inputs, or of what it complains
 * about: what an earlier version made is then made again, also where no input has changed.
 */
export const generatorVersion = 2;
