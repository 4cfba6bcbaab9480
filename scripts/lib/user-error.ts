/** An error that the user of a command can fix. The message is one line that says how; a stack would only hide it. */
export class UserError extends Error {}
