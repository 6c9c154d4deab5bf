// The first HTML of each kind of page, as a browser without scripts or a search engine gets it: valid, and not empty.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { HtmlValidate } from "html-validate";
import { Server } from "./harness.mjs";

const rules = {
  extends: ["html-validate:standard"],
  rules: {
    // The server writes text and markup, not a person: how it is laid out is nobody's concern.
    "no-trailing-whitespace": "off",
    // A telephone number is told as people say it; the href is what dials.
    "tel-non-breaking": "off",
  },
};

describe("the first HTML", () => {
  let server;
  const validator = new HtmlValidate(rules);
  before(async () => (server = await Server.start()));
  after(() => server.end());

  const first = async (list) => {
    const answer = await (await fetch(`${server.url}/api/v1/${list}`)).json();
    return (Array.isArray(answer) ? answer : Object.values(answer).find(Array.isArray))[0].id;
  };
  const pages = [
    ["the finder", async () => "/"],
    ["a search", async () => "/?q=senago&near=20030"],
    ["a search without results", async () => "/?q=qqqqqq"],
    ["a place", async () => `/sede/${await first("places")}`],
    ["an activity", async () => `/attivita/${await first("activities")}`],
    ["a network", async () => `/rete/${await first("networks")}`],
    ["a guide", async () => `/scheda/${await first("guides")}`],
    ["the agenda", async () => "/agenda"],
    ["saved things", async () => "/salvati"],
    ["who is at home", async () => "/noi"],
    ["about", async () => "/informazioni"],
    ["the shell", async () => "/shell"],
    ["a place that does not exist", async () => "/sede/nessuna"],
  ];
  for (const [name, address] of pages) {
    it(`of ${name} is valid`, async () => {
      const at = await address();
      const answer = await fetch(server.url + at);
      assert.match(answer.headers.get("content-type"), /^text\/html/);
      const html = await answer.text();
      const report = await validator.validateString(html);
      const wrong = report.results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${at}:${line} ${ruleId}: ${message}`));
      assert.deepEqual(wrong, []);
      assert.match(html, /<html[^>]* lang="it"/);
      assert.equal(html.match(/<h1[\s>]/g)?.length, 1, "one h1");
    });
  }
});
