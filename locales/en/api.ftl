# Errors of the API, for whoever programs against it

api-broken = Something failed on the server.
api-busy = The service does not answer now. Try later.
api-file-empty = The file is empty.
api-forbidden = Your role does not allow this.
api-infected = The file is infected.
api-invalid = Some fields are wrong.
api-key-reused = This Idempotency-Key was used for another request.
api-malformed = The request cannot be read.
api-media-type = This content type is not accepted.
api-method = There is no such method here.
api-not-found = It does not exist.
api-not-scanned = The file is still being scanned.
api-one-asset = A ticket has one device at the most.
api-scope = This token does not allow this.
api-stale = It changed since you read it.
api-too-large = It is too large.
api-too-often = Too many requests. Wait a little.
api-twin = A twin of this request was faster.
api-unauthorized = A valid token is missing.
api-unconditional = If-Match with the version read is missing.
api-unknown-field = There is no such field.
api-value-missing = This value is missing.
api-value-wrong = This value is not valid.
