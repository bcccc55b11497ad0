/** What was asked for cannot be done here, and what to do instead. No fault of anybody's: the log need not have it. */
export class Advice extends Error {}
