import assert from "node:assert/strict";
import { test } from "node:test";

import { matching, shorten } from "../src/terms.js";

const PREFIXES = { reg: "https://example.org/def/", deep: "https://example.org/def/deep/", skos: "http://example.org/skos#" };
const TERMS = [
  { iri: "https://example.org/def/levelBasis", label: "basis of the level", count: 9 },
  { iri: "https://example.org/def/Level", label: "Səviyyə", count: 8 },
  { iri: "http://example.org/skos#prefLabel", label: "preferred label", count: 7 },
];

const found = (typed) => matching(TERMS, typed, PREFIXES).map(({ iri }) => iri.split(/[/#]/).at(-1));

test("an IRI is shortened by the longest namespace", () => {
  assert.equal(shorten("https://example.org/def/Level", PREFIXES), "reg:Level");
  assert.equal(shorten("https://example.org/def/deep/Level", PREFIXES), "deep:Level");
});

test("an IRI that cannot be written with a prefix stays whole", () => {
  assert.equal(shorten("https://example.org/def/a/b", PREFIXES), "<https://example.org/def/a/b>");
  assert.equal(shorten("https://example.org/def/", PREFIXES), "<https://example.org/def/>");
  assert.equal(shorten("urn:x", PREFIXES), "<urn:x>");
});

test("terms are found by name, with and without prefix, by IRI and by label", () => {
  assert.deepEqual(found("reg:lev"), ["levelBasis", "Level"]);
  assert.deepEqual(found("LEVEL"), ["levelBasis", "Level"]);
  assert.deepEqual(found("<https://example.org/def/Level>"), ["levelBasis", "Level"]);
  assert.deepEqual(found("səviy"), ["Level"]);
  assert.deepEqual(found("xyz"), []);
});

test("what begins with the words comes before what has them inside", () => {
  assert.deepEqual(found("label"), ["prefLabel"]);
  assert.deepEqual(found("b"), ["levelBasis", "prefLabel"]);
});

test("nothing typed offers everything in its order", () => {
  assert.deepEqual(found(""), ["levelBasis", "Level", "prefLabel"]);
});
