#include "libcore/proof/tlog_proof.h"

#include <map>
#include <string>

#include "libcore/base/encode.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/merkle/proof.h"
#include "libcore/merkle/tree.h"
#include "tests/unit/merkle/oracle.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("proof");

const std::string kHash = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";
const std::string kNote = "example.com/log\n2\n" + kHash + "\n\n\xe2\x80\x94 example.com/log AAAAAAE=\n";

// "yes", "no", "malformed": what a verifier of an entry does.
std::string verdict(const std::string& text, const Hash& leaf, const Trust& trust) {
  const auto proof = parse_tlog_proof(text);
  if (!proof) return "malformed";
  // The same checkpoint comes again and again, and its signature takes the most time.
  static std::map<std::string, Result<CheckpointVerdict>> known;
  const std::string question = trust.policy.logs.at(0).key.vkey + trust.origin.value_or("") + "\n" + proof->checkpoint;
  auto at = known.find(question);
  if (at == known.end()) at = known.emplace(question, verify_checkpoint(proof->checkpoint, trust)).first;
  const auto& checkpoint = at->second;
  if (!checkpoint) return "malformed";
  if (!checkpoint->checkpoint) return "no";
  const Checkpoint& head = **checkpoint->checkpoint;
  return inclusion_root(proof->index, head.size, leaf, proof->hashes) == head.root ? "yes" : "no";
}

TEST_CASE("what is written is read back, and writes the same again") {
  const Hash hash = *base64_decode_hash(kHash);
  const std::vector<TlogProof> table = {
      {std::nullopt, LeafIndex{0}, {}, "x"},
      {std::nullopt, LeafIndex{1}, {hash}, kNote},
      {Bytes{1, 2, 3}, LeafIndex{73894}, {hash, Hash{}, hash}, kNote},
      {Bytes(1000, 0xff), LeafIndex{kMaxTreeSize}, std::vector<Hash>(63, hash), kNote + kNote},
  };
  for (const TlogProof& proof : table) {
    const std::string text = format_tlog_proof(proof);
    const auto back = parse_tlog_proof(text);
    REQUIRE_MESSAGE(back, reason(back));
    CHECK(back->extra == proof.extra);
    CHECK(back->index == proof.index);
    CHECK(back->hashes == proof.hashes);
    CHECK(back->checkpoint == proof.checkpoint);
    CHECK(format_tlog_proof(*back) == text);
  }
  CHECK(format_tlog_proof(table[2]) == "c2sp.org/tlog-proof@v1\nextra AQID\nindex 73894\n" + kHash + "\n" +
                                           base64_encode(Hash{}) + "\n" + kHash + "\n\n" + kNote);
}

TEST_CASE("rejects") {
  const std::string head = "c2sp.org/tlog-proof@v1\n";
  std::string hashes63, hashes64;
  for (int i = 0; i < 64; i++) (i < 63 ? hashes63 : hashes64) += kHash + "\n";
  hashes64 = hashes63 + hashes64;
  const std::string no_header = "does not begin with \"c2sp.org/tlog-proof@v1\"";
  const struct {
    std::string text;
    std::string why;
  } table[] = {
      {"", no_header},
      {"\n", no_header},
      {"c2sp.org/tlog-proof@v1", no_header},
      {"c2sp.org/tlog-proof@v2\nindex 0\n\n" + kNote, no_header},
      {"c2sp.org/tlog-proof@v1\r\nindex 0\n\n" + kNote, no_header},
      {"c2sp.org/tlog-proof@v1 \nindex 0\n\n" + kNote, no_header},
      {" " + head + "index 0\n\n" + kNote, no_header},
      {"\xef\xbb\xbf" + head + "index 0\n\n" + kNote, no_header},
      {"wrong-header\nindex 0\n\ncheckpoint\n", no_header},
      {head, "no line \"index N\""},
      {head + "\n" + kNote, "no line \"index N\""},
      {head + "index 0", "no line \"index N\""},
      {head + "Index 0\n\n" + kNote, "no line \"index N\""},
      {head + "index\n\n" + kNote, "no line \"index N\""},
      {head + "extra AQID\n\n" + kNote, "no line \"index N\""},
      {head + "extra AQID\nextra AQID\nindex 0\n\n" + kNote, "no line \"index N\""},
      {head + "extra\nindex 0\n\n" + kNote, "no line \"index N\""},
      {head + kHash + "\nindex 0\n\n" + kNote, "no line \"index N\""},
      {head + "extra \nindex 0\n\n" + kNote, "the line of extra data is empty"},
      {head + "extra !!notbase64!!\nindex 0\n\n" + kNote, "the extra data is not base64"},
      {head + "extra AQI\nindex 0\n\n" + kNote, "the extra data is not base64"},
      {head + "extra  AQID\nindex 0\n\n" + kNote, "the extra data is not base64"},
      {head + "index \n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index  0\n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index 0 \n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index 00\n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index 01\n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index -1\n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index +1\n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index 1.0\n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index notanumber\n\ncheckpoint\n", "the index is not a number up to 2^53 - 1"},
      {head + "index 9007199254740992\n\n" + kNote, "the index is not a number up to 2^53 - 1"},
      {head + "index 0\nextra AQID\n\n" + kNote, "line 1 of the path is not the base64 of a hash"},
      {head + "index 0\nindex 0\n\n" + kNote, "line 1 of the path is not the base64 of a hash"},
      {head + "index 0\n" + kNote, "line 1 of the path is not the base64 of a hash"},
      {head + "index 0\nAAAA\n\n" + kNote, "line 1 of the path is not the base64 of a hash"},
      {head + "index 0\n" + kHash + "\n" + kHash + " \n\n" + kNote, "line 2 of the path is not the base64 of a hash"},
      {head + "index 0\n" + kHash + "\r\n\n" + kNote, "line 1 of the path is not the base64 of a hash"},
      {head + "index 0\n" + testing::replaced(kHash, "lQ=", "lR=") + "\n\n" + kNote,
       "line 1 of the path is not the base64 of a hash"},
      {head + "index 0\n" + hashes64 + "\n" + kNote, "more than 63 hashes"},
      {head + "index 0\n", "no empty line behind the hashes"},
      {head + "index 0\n" + kHash, "no empty line behind the hashes"},
      {head + "index 0\n" + kHash + "\n", "no empty line behind the hashes"},
      {head + "index 0\n" + kHash + "\n\n", "no checkpoint"},
      {head + "index 0\n\n", "no checkpoint"},
      {head + "index 0\n\n" + std::string(2'000'000, 'x'), "longer than 2,000,000 bytes"},
  };
  for (const auto& row : table) {
    CAPTURE(row.text.substr(0, 300));
    const auto proof = parse_tlog_proof(row.text);
    CHECK(reason(proof) == row.why);
    if (!proof) CHECK(proof.error().code() == Errc::kMalformed);
  }
  CHECK(parse_tlog_proof(head + "index 0\n" + hashes63 + "\n" + kNote));
}

Trust sumdb_trust(std::optional<std::string> origin) {
  std::string vkey = testing::test_file("vectors/sumdb/vkey");
  while (vkey.ends_with('\n')) vkey.pop_back();
  auto key = parse_vkey(vkey);
  REQUIRE_MESSAGE(key, reason(key));
  return trust_in({*key}, std::move(origin));
}

// A proof of the Go checksum database: 26 hashes, and a key whose name is not the origin.
TEST_CASE("the Go checksum database") {
  const std::string text = testing::test_file("vectors/sumdb/tessera-v1.0.0.tlog-proof");
  const std::string entry = testing::test_file("vectors/sumdb/entry.raw");
  const Hash leaf = hash_leaf(as_bytes(entry));
  const auto proof = parse_tlog_proof(text);
  REQUIRE_MESSAGE(proof, reason(proof));
  CHECK(proof->index == LeafIndex{43930254});
  CHECK(proof->hashes.size() == 26);
  CHECK(format_tlog_proof(*proof) == text);

  CHECK(verdict(text, leaf, sumdb_trust("go.sum database tree")) == "yes");
  const auto without = verify_checkpoint(proof->checkpoint, sumdb_trust(std::nullopt));
  REQUIRE(without);
  CHECK_FALSE(without->checkpoint);
  CHECK(without->reason == "the origin is \"go.sum database tree\", not \"sum.golang.org\"");
  CHECK(verdict(text, leaf, sumdb_trust("sum.golang.org")) == "no");
  CHECK(verdict(text, hash_leaf(as_bytes(entry.substr(0, entry.size() - 1))), sumdb_trust("go.sum database tree")) ==
        "no");
}

TEST_CASE("every flipped bit of a proof: never yes") {
  const std::string text = testing::test_file("vectors/sumdb/tessera-v1.0.0.tlog-proof");
  const Hash leaf = hash_leaf(as_bytes(testing::test_file("vectors/sumdb/entry.raw")));
  const Trust trust = sumdb_trust("go.sum database tree");
  REQUIRE(verdict(text, leaf, trust) == "yes");
  for (size_t bit = 0; bit < text.size() * 8; bit++) {
    if (verdict(testing::with_flipped_bit(text, bit), leaf, trust) == "yes") FAIL("bit " << bit);
  }
  for (size_t i = 0; i < text.size(); i++) {
    if (verdict(std::string(text).erase(i, 1), leaf, trust) == "yes") FAIL("without byte " << i);
    if (verdict(std::string(text).insert(i, 1, text[i]), leaf, trust) == "yes") FAIL("byte " << i << " twice");
  }
}

TEST_CASE("every proof of trees up to 20: yes for its entry, no for every other one and every other index") {
  SigningKey key{"example.com/log", KeyType::kLog, {}};
  key.seed.bytes.fill(3);
  const Trust trust = trust_in({key.verifier()}, std::nullopt);
  testing::PlainTree tree(testing::byte_leaves(20));
  for (uint64_t size = 1; size <= 20; size++) {
    const std::string note = sign_checkpoint({"example.com/log", TreeSize{size}, tree.root(0, size), {}}, key);
    for (uint64_t index = 0; index < size; index++) {
      for (uint64_t claimed = 0; claimed <= size; claimed++) {
        const std::string text = format_tlog_proof({std::nullopt, LeafIndex{claimed}, tree.path(index, 0, size), note});
        const bool right = verdict(text, tree.leaf(index), trust) == "yes";
        if (right != (claimed == index)) FAIL(index << " as " << claimed << " of " << size);
      }
    }
  }
}

// Extra data is not authenticated by anything; C2SP says so.
TEST_CASE("extra data does not change the verdict") {
  const std::string text = testing::test_file("vectors/sumdb/tessera-v1.0.0.tlog-proof");
  const Hash leaf = hash_leaf(as_bytes(testing::test_file("vectors/sumdb/entry.raw")));
  CHECK(verdict(testing::replaced(text, "index", "extra AQID\nindex"), leaf, sumdb_trust("go.sum database tree")) ==
        "yes");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
