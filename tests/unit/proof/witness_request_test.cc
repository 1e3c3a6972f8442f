#include "libcore/proof/witness_request.h"

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("proof");

const std::string kHash = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";
const std::string kNote = "example.com/log\n2\n" + kHash + "\n\n\xe2\x80\x94 example.com/log AAAAAAE=\n";

std::string lines(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; i++) text += kHash + "\n";
  return text;
}

TEST_CASE("a request that is written is read back, and writes the same again") {
  const Hash hash = *base64_decode_hash(kHash);
  const std::vector<WitnessRequest> table = {
      {TreeSize{0}, {}, kNote},
      {TreeSize{1}, {hash}, kNote},
      {TreeSize{kMaxTreeSize}, std::vector<Hash>(63, hash), kNote + kNote},
  };
  for (const WitnessRequest& request : table) {
    const std::string body = format_witness_request(request);
    const auto back = parse_witness_request(body);
    REQUIRE_MESSAGE(back, reason(back));
    CHECK(back->old_size == request.old_size);
    CHECK(back->proof == request.proof);
    CHECK(back->checkpoint == request.checkpoint);
    CHECK(format_witness_request(*back) == body);
  }
  CHECK(format_witness_request(table[1]) == "old 1\n" + kHash + "\n\n" + kNote);
}

TEST_CASE("what is no request is refused, with the reason") {
  const std::pair<std::string, std::string> table[] = {
      {"", "does not begin with a line \"old N\""},
      {"old 1", "does not begin with a line \"old N\""},
      {"Old 1\n\n" + kNote, "does not begin with a line \"old N\""},
      {"old\n\n" + kNote, "does not begin with a line \"old N\""},
      {" old 1\n\n" + kNote, "does not begin with a line \"old N\""},
      {"{\"old\":1}\n\n" + kNote, "does not begin with a line \"old N\""},
      {"old 01\n\n" + kNote, "the old size is not a tree size"},
      {"old 00\n\n" + kNote, "the old size is not a tree size"},
      {"old +1\n\n" + kNote, "the old size is not a tree size"},
      {"old -1\n\n" + kNote, "the old size is not a tree size"},
      {"old  1\n\n" + kNote, "the old size is not a tree size"},
      {"old 1 \n\n" + kNote, "the old size is not a tree size"},
      {"old 1junk\n\n" + kNote, "the old size is not a tree size"},
      {"old \n\n" + kNote, "the old size is not a tree size"},
      {"old 0x1\n\n" + kNote, "the old size is not a tree size"},
      {"old 9007199254740992\n\n" + kNote, "the old size is not a tree size"},
      {"old 18446744073709551616\n\n" + kNote, "the old size is not a tree size"},
      {"old 1\r\n\r\n" + kNote, "the old size is not a tree size"},
      {"old 1\n" + kHash + "\r\n\n" + kNote, "line 1 of the proof is not the base64 of a hash"},
      {"old 1\n" + kHash + " \n\n" + kNote, "line 1 of the proof is not the base64 of a hash"},
      {"old 1\n" + kHash.substr(0, 43) + "\n\n" + kNote, "line 1 of the proof is not the base64 of a hash"},
      {"old 1\n" + kHash.substr(0, 42) + "R=\n\n" + kNote, "line 1 of the proof is not the base64 of a hash"},
      {"old 1\n" + kHash + "\nnot!!!valid!!!base64\n\n" + kNote, "line 2 of the proof is not the base64 of a hash"},
      {"old 1\nAAAA\n\n" + kNote, "line 1 of the proof is not the base64 of a hash"},
      {"old 1\n" + kNote, "line 1 of the proof is not the base64 of a hash"},  // no empty line behind the proof
      {"old 1\n" + lines(2), "no empty line behind the proof"},
      {"old 1\n" + lines(2) + "\n", "no checkpoint"},
      {"old 1\n\n", "no checkpoint"},
      {"old 1\n" + lines(64) + "\n" + kNote, "more than 63 lines of proof"},
      {"old 1\n\n" + std::string(kMaxWitnessRequestBytes, 'x'), "longer than 65,536 bytes"},
  };
  for (const auto& row : table) {
    CAPTURE(row.first.substr(0, 200));
    CHECK(reason(parse_witness_request(row.first)) == row.second);
  }
}

TEST_CASE("peers 1.12 item 10: 63 lines of proof are read, 64 are not, nor is anything behind the size") {
  CHECK(parse_witness_request("old 1\n" + lines(63) + "\n" + kNote));
  CHECK_FALSE(parse_witness_request("old 1\n" + lines(64) + "\n" + kNote));
  CHECK_FALSE(parse_witness_request("old 1 1\n\n" + kNote));
  CHECK_FALSE(parse_witness_request("old 1\t\n\n" + kNote));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
