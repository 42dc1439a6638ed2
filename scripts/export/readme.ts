/** Stands in every archive: who opens one in ten years has no program of ours. */
export const README = `What stands in this folder

manifest.json      what this is, who wrote it and when, and the SHA-256 of every other file
signed/            every signed object, superseded ones too, in the very bytes that were signed. A .cborseq file is a sequence
                   (RFC 8742) of tagged COSE_Sign1 (RFC 9052), signed with EdDSA over Ed25519:
                   ledger/<series>/<segment>   entries: what was sold, paid, counted
                   registry, directory         statements: devices, people, settings
                   catalog, stock              values: products and prices, published stock
unverified/        only where there are any: objects that none of the keys verifies, a file each
public-keys.json   the keys these are checked with, as a JWK set (RFC 7517). The key id of an object
                   (header label 4), written in hexadecimal, is the kid of its signer.
data-keys.json     only where it was asked for: the keys that open what is sealed. The payload of an entry
                   or value is a COSE_Encrypt0 with A256GCM; its external additional data is the
                   protected header of the COSE_Sign1 around it; the kid of its key stands there under label -65543.
documents/         the documents that devices exchange, as automerge-repo's own file storage keeps them
documents.json     which document is what
readable/          everything for people. <table>.csv has one thing a line; a list within a thing is a table of
                   its own, whose lines name it, and by a column with a # the how manieth they are. <table>.jsonl has the whole thing, one JSON a line.
                   Names that end in Minor are minor units (cents) of the currency beside them, quantities that end
                   in Milli are thousandths, times are UTC. A text that a spreadsheet would take for a formula has an
                   apostrophe before it in the .csv.
`;
