/** What whoever gave a command can put right. The message is one line that says so; a stack would only hide it. */
export class UserError extends Error {}
