#include "libcore/chunk/proof_record.h"

#include <string>
#include <utility>

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

using testing::reason;
using testing::replaced;

std::string hex(char digit) { return std::string(64, digit); }

std::string own_chunk() {
  return R"({"type":"chunk","address":")" + hex('a') + R"(","index":0,"size_bytes":4,"state":"stored","root_hex":")" +
         hex('b') + R"(","unix_time":9,"leaf":1,"leaves":3,"proof_hex":[")" + hex('c') + R"(",")" + hex('d') + R"("]})";
}
std::string salted_chunk() {
  return R"({"type":"chunk","tree":"sha3-salted","address":")" + hex('a') + R"(","root_hex":")" + hex('b') +
         R"(","leaf":1,"leaves":3,"proof_hex":[")" + hex('c') + R"(",")" + hex('d') + R"("],"salt_hex":")" + hex('e') +
         R"(","unix_time":9,"pool_hex":")" + hex('1') + R"(","midpoint_hex":")" + hex('2') +
         R"(","midpoint":1,"midpoint_proof_hex":[")" + hex('3') + R"("]})";
}

Result<std::optional<ChunkProof>> parse(const std::string& line) {
  TRY(const RecordIn record, RecordIn::parse(line));
  return parse_chunk_proof(record);
}

TEST_CASE("proof record: one of ours") {
  const auto parsed = parse(own_chunk());
  REQUIRE(parsed);
  REQUIRE(*parsed);
  const ChunkProof& proof = **parsed;
  CHECK(hex_encode(proof.address()) == hex('a'));
  CHECK(hex_encode(proof.root.bytes) == hex('b'));
  CHECK(proof.unix_time == 9);
  const auto& own = std::get<BatchProof>(proof.proof);
  CHECK(own.chunk.size == 4);
  CHECK(std::pair(own.leaf, own.leaves) == std::pair<uint64_t, uint64_t>(1, 3));
  REQUIRE(own.nodes.size() == 2);
  CHECK(hex_encode(own.nodes[1].bytes) == hex('d'));
}

TEST_CASE("proof record: one of the other construction, with and without a pool") {
  const auto parsed = parse(salted_chunk());
  REQUIRE(parsed);
  const ChunkProof& proof = **parsed;
  const auto& salted = std::get<SaltedReceipt>(proof.proof);
  CHECK(hex_encode(proof.address()) == hex('a'));
  CHECK(proof.leaves() == 3);
  CHECK(hex_encode(salted.proof.salt.bytes) == hex('e'));
  REQUIRE(salted.pool);
  CHECK(hex_encode(salted.pool->pool.bytes) == hex('1'));
  CHECK(hex_encode(salted.pool->midpoint.bytes) == hex('2'));
  CHECK(salted.pool->index == 1);
  CHECK(salted.pool->nodes.size() == 1);
  std::string line = salted_chunk();
  line.resize(line.find(",\"pool_hex\""));
  const auto without = parse(line + "}");
  REQUIRE(without);
  CHECK_FALSE(std::get<SaltedReceipt>((*without)->proof).pool);
}

TEST_CASE("proof record: a chunk in no batch") {
  const auto parsed = parse(R"({"type":"chunk","address":")" + hex('a') + R"(","index":0,"state":"stored"})");
  REQUIRE(parsed);
  CHECK_FALSE(*parsed);
}

TEST_CASE("proof record: rejects") {
  const std::vector<std::string> nine(9, '"' + hex('c') + '"');
  std::string many;
  for (const std::string& one : nine) many += (many.empty() ? "" : ",") + one;
  struct Reject {
    std::string line, from, to, why;
  };
  for (const Reject& bad : std::vector<Reject>{
           {own_chunk(), "\"root_hex\"", "\"x\"", "no \"root_hex\""},
           {own_chunk(), hex('b'), hex('B'), "\"root_hex\" is not a hash in hex"},
           {own_chunk(), "\"address\"", "\"x\"", "no \"address\""},
           {own_chunk(), hex('a'), "aa", "\"address\" is not a hash in hex"},
           {own_chunk(), "\"size_bytes\"", "\"x\"", "no \"size_bytes\""},
           {own_chunk(), "\"size_bytes\":4", "\"size_bytes\":\"4\"", "\"size_bytes\" is not a whole number"},
           {own_chunk(), "\"leaf\"", "\"x\"", "no \"leaf\""},
           {own_chunk(), "\"leaves\"", "\"x\"", "no \"leaves\""},
           {own_chunk(), "\"proof_hex\"", "\"x\"", "no \"proof_hex\""},
           {own_chunk(), '"' + hex('c') + '"', "7", "\"proof_hex\" is not an array of strings"},
           {own_chunk(), hex('c'), hex('c') + "0", "\"proof_hex\" is not a hash in hex"},
           {own_chunk(), '"' + hex('c') + '"', many, "\"proof_hex\""},
           {own_chunk(), "\"unix_time\":9", "\"unix_time\":-9", "\"unix_time\""},
           {own_chunk(), "\"state\"", "\"tree\"", "\"tree\" is not \"sha3-salted\""},
           {salted_chunk(), "sha3-salted", "sha3", "\"tree\" is not \"sha3-salted\""},
           {salted_chunk(), "\"salt_hex\"", "\"x\"", "no \"salt_hex\""},
           {salted_chunk(), "\"leaf\"", "\"x\"", "no \"leaf\""},
           {salted_chunk(), "\"leaves\"", "\"x\"", "no \"leaves\""},
           {salted_chunk(), "\"proof_hex\"", "\"x\"", "no \"proof_hex\""},
           {salted_chunk(), hex('1'), "1", "\"pool_hex\" is not a hash in hex"},
           {salted_chunk(), "\"pool_hex\"", "\"x\"", "no \"pool_hex\""},
           {salted_chunk(), "\"midpoint_hex\"", "\"x\"", "no \"midpoint_hex\""},
           {salted_chunk(), "\"midpoint\"", "\"x\"", "no \"midpoint\""},
           {salted_chunk(), "\"midpoint_proof_hex\"", "\"x\"", "no \"midpoint_proof_hex\""}}) {
    const std::string said = reason(parse(replaced(bad.line, bad.from, bad.to)));
    INFO(bad.from, " ", bad.to);
    CHECK_MESSAGE(said.find(bad.why) == 0, said);
  }
}

Result<std::vector<BatchReceipt>> parse_receipt(const std::string& line) {
  TRY(const RecordIn record, RecordIn::parse(line));
  return parse_batch_receipts(record);
}

TEST_CASE("receipt record: as chunk-upload writes it, as whoever settles answers, and for chunks alone") {
  const std::string whole = R"({"type":"receipt","mode":"batch","unix_time":9,"chunks":3,"receipts":[{"quote_hex":")" +
                            hex('b') + R"(","receipt":"r"}],"root_hex":")" + hex('b') + R"("})";
  auto receipts = parse_receipt(whole);
  REQUIRE(receipts);
  REQUIRE(receipts->size() == 1);
  CHECK(hex_encode((*receipts)[0].root.bytes) == hex('b'));
  CHECK((*receipts)[0].unix_time == 9);
  CHECK((*receipts)[0].chunks == 3);
  CHECK(reason(parse_receipt(replaced(whole, hex('b'), hex('c')))) ==
        "\"root_hex\" and \"quote_hex\" are not the same");
  CHECK(reason(parse_receipt(replaced(whole, hex('b'), "b"))) == "\"quote_hex\" is not a hash in hex");
  CHECK(reason(parse_receipt(replaced(whole, "\"quote_hex\"", "\"x\""))) == "no \"quote_hex\"");

  receipts = parse_receipt(R"({"type":"receipt","intent_hex":"x","receipts":[{"quote_hex":")" + hex('b') +
                           R"(","receipt":"r"},{"quote_hex":")" + hex('c') + R"(","receipt":"s"}]})");
  REQUIRE(receipts);
  REQUIRE(receipts->size() == 2);
  CHECK_FALSE((*receipts)[0].unix_time);
  CHECK(hex_encode((*receipts)[1].root.bytes) == hex('c'));

  receipts = parse_receipt(replaced(replaced(whole, "batch", "single"), "root_hex", "x"));
  REQUIRE(receipts);
  CHECK(receipts->empty());
  receipts =
      parse_receipt(R"({"type":"receipt","receipts":[],"root_hex":")" + hex('b') + R"("})");  // nothing to settle
  REQUIRE(receipts);
  CHECK(receipts->size() == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
