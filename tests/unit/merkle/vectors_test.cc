// The published test vectors of transparency-dev/merkle: 518 of 518.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/merkle/consistency.h"
#include "libcore/merkle/proof.h"
#include "libcore/merkle/subtree.h"
#include "libcore/merkle/tree.h"
#include "libcore/text/json_scan.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("merkle");

struct Case {
  std::string name;
  std::map<std::string, uint64_t> numbers;
  std::map<std::string, Hash> hashes;
  std::vector<Hash> proof;
  bool well_formed = true;  // the leaf hash and the proof have 32 bytes each
  bool want_error = false;
};

std::optional<Hash> read_hash(JsonScanner& scan) {
  JsonToken text;
  REQUIRE(scan.read_string(&text));
  return base64_decode_hash(text.unescaped());
}

// Some roots are words: "don't care". They are roots like others, of which only whether they are equal matters.
Hash read_root(JsonScanner& scan) {
  JsonToken text;
  REQUIRE(scan.read_string(&text));
  const auto hash = base64_decode_hash(text.unescaped());
  return hash ? *hash : hash_leaf(as_bytes(text.raw));
}

void read_proof(JsonScanner& scan, Case& out) {
  if (scan.peek() == JsonKind::kNull) {
    REQUIRE(scan.skip());
    return;
  }
  REQUIRE(scan.enter_array());
  while (scan.next_element()) {
    const auto hash = read_hash(scan);
    out.well_formed = out.well_formed && hash;
    out.proof.push_back(hash.value_or(Hash()));
  }
}

Case read_case(std::string_view line) {
  Case out;
  JsonScanner scan(line);
  JsonToken key, text;
  REQUIRE(scan.enter_object());
  while (scan.next_member(&key)) {
    if (key.is("case")) {
      REQUIRE(scan.read_string(&text));
      out.name = text.unescaped();
    } else if (key.is("proof")) {
      read_proof(scan, out);
    } else if (key.is("wantErr")) {
      out.want_error = scan.peek() == JsonKind::kTrue;
      REQUIRE(scan.skip());
    } else if (scan.peek() == JsonKind::kNumber) {
      std::string_view number;
      REQUIRE(scan.read_number(&number));
      const auto parsed = parse_u64(number);
      REQUIRE(parsed);
      out.numbers[key.unescaped()] = *parsed;
    } else if (key.is("desc")) {
      REQUIRE(scan.skip());
    } else if (key.unescaped().starts_with("root")) {
      out.hashes[key.unescaped()] = read_root(scan);
    } else {
      const auto hash = read_hash(scan);
      out.well_formed = out.well_formed && hash;
      out.hashes[key.unescaped()] = hash.value_or(Hash());
    }
  }
  REQUIRE(scan.finish());
  return out;
}

struct Count {
  size_t all = 0, good = 0;
};

template <typename Holds>
Count run(const std::string& file, const Holds& holds) {
  const std::string text = testing::test_file("vectors/merkle/" + file);
  Count count;
  for (size_t pos = 0; pos < text.size();) {
    const size_t end = text.find('\n', pos);
    const Case c = read_case(std::string_view(text).substr(pos, end - pos));
    pos = end + 1;
    CAPTURE(c.name);
    const bool held = c.well_formed && holds(c);
    CHECK(held == !c.want_error);
    count.all++;
    count.good += held;
  }
  return count;
}

TEST_CASE("the vectors of transparency-dev/merkle: 518 of 518") {
  const Count inclusion = run("inclusion.jsonl", [](const Case& c) {
    return inclusion_root(LeafIndex{c.numbers.at("leafIdx")}, TreeSize{c.numbers.at("treeSize")},
                          c.hashes.at("leafHash"), c.proof) == c.hashes.at("root");
  });
  const Count consistency = run("consistency.jsonl", [](const Case& c) {
    return consistency_proof_holds({TreeSize{c.numbers.at("size1")}, c.hashes.at("root1")},
                                   {TreeSize{c.numbers.at("size2")}, c.hashes.at("root2")}, c.proof);
  });
  const Count subtree_inclusion = run("subtreeinclusion.jsonl", [](const Case& c) {
    return subtree_inclusion_root(LeafIndex{c.numbers.at("leafIdx")}, {c.numbers.at("start"), c.numbers.at("end")},
                                  c.hashes.at("leafHash"), c.proof) == c.hashes.at("root");
  });
  const Count subtree_consistency = run("subtreeconsistency.jsonl", [](const Case& c) {
    return subtree_consistency_holds({c.numbers.at("start"), c.numbers.at("end")}, c.hashes.at("root1"),
                                     {TreeSize{c.numbers.at("size")}, c.hashes.at("root2")}, c.proof);
  });
  CHECK(inclusion.all == 98);
  CHECK(inclusion.good == 6);
  CHECK(consistency.all == 98);
  CHECK(consistency.good == 6);
  CHECK(subtree_inclusion.all == 204);
  CHECK(subtree_inclusion.good == 12);
  CHECK(subtree_consistency.all == 118);
  CHECK(subtree_consistency.good == 12);
  CHECK(inclusion.all + consistency.all + subtree_inclusion.all + subtree_consistency.all == 518);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
