/** Adds to the work that the file has cost; a unit is about a character that is read. False: that is too much by now. */
export type Spend = (work: number) => boolean;
