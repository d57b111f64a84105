// Prints everything that the official parser reports, and fails if it cannot parse the document.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
for (const { severity, code, path, message } of diagnostics) console.log(severity, code, path.join("."), message);
if (!document || diagnostics.some(({ severity }) => severity === 0)) process.exit(1);
console.log(`AsyncAPI ${document.version()} with ${document.messages().length} messages`);
