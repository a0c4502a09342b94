/** Something the person who starts the shop can mend: printed as one line, without a stack, exit code 1. */
export class StartError extends Error {}
