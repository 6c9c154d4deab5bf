// The documents that programs are built on: the JSON Schema compiles in the strictest validator and takes our own data.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { it } from "node:test";
import Ajv from "ajv/dist/2020.js";

const data = path.resolve(import.meta.dirname, "../../shared/data");
const read = (name) => JSON.parse(fs.readFileSync(path.join(data, name), "utf8"));

it("the schema of data set files compiles and tells good files from bad ones", () => {
  const takes = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(read("schema.json"));
  for (const name of ["facts.json", "examples.json", "seed.json"].filter((name) => fs.existsSync(path.join(data, name)))) {
    const file = read(name);
    if (file.format === "family-hub/1") assert.ok(takes(file), `${name}: ${JSON.stringify(takes.errors?.slice(0, 3))}`);
  }
  const place = { id: "casa", network: "rete", kind: "hub", name: "Casa" };
  const file = (more) => ({ format: "family-hub/1", places: [{ ...place, ...more }] });
  assert.ok(takes(file({ email: ["casa@example.org"], website: "https://example.org/" })), JSON.stringify(takes.errors));
  for (const bad of [{ kind: "castle" }, { email: ['a"b@example.org'] }, { website: 'https://example.org/"' }, { id: "due parole" }]) {
    assert.ok(!takes(file(bad)), JSON.stringify(bad));
  }
});
