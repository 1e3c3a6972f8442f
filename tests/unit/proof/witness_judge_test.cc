#include "libcore/proof/witness_judge.h"

#include "libcore/merkle/tree.h"
#include "tests/unit/merkle/oracle.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("witness");

SigningKey key_of(const std::string& name, uint8_t byte, KeyType type = KeyType::kLog) {
  SigningKey key{name, type, {}};
  key.seed.bytes.fill(byte);
  return key;
}

const std::string kOrigin = "example.com/log";
const SigningKey kLog = key_of(kOrigin, 1), kSecondKey = key_of(kOrigin, 2), kStranger = key_of("stranger", 3);

WitnessedLogs logs() {
  WitnessedLogs known;
  known.add(kOrigin, kLog.verifier());
  known.add(kOrigin, kSecondKey.verifier());
  known.add("example.com/other", key_of("example.com/other", 4).verifier());
  return known;
}

Hash some_hash(uint8_t byte) {
  Hash hash;
  hash.bytes.fill(byte);
  return hash;
}

UnverifiedNote note_of(uint64_t size, const Hash& root, std::vector<SigningKey> signers = {kLog},
                       std::vector<std::string> extensions = {}) {
  UnverifiedNote note{format_checkpoint_text({kOrigin, TreeSize{size}, root, std::move(extensions)}), {}};
  for (const SigningKey& key : signers) note.signatures.push_back(sign_text(key, note.text));
  return note;
}

std::string body_of(uint64_t old_size, const UnverifiedNote& note, std::vector<Hash> proof = {}) {
  return format_witness_request({TreeSize{old_size}, std::move(proof), format_note(note)});
}

WitnessState state_of(uint64_t size, const Hash& root, uint64_t time = 1000) {
  const UnverifiedNote note = note_of(size, root);
  return {time, *parse_checkpoint_text(note.text), note};
}

int status_of(const std::string& body, const std::optional<WitnessState>& last = std::nullopt) {
  const OpenedRequest request = open_witness_request(body, logs());
  if (request.refusal) return static_cast<int>(request.refusal->status);
  const auto refusal = judge_growth(request, last);
  return refusal ? static_cast<int>(refusal->status) : 200;
}

TEST_CASE("peers 1.12 item 1: equal size with another root, size 0 with a root, a proof from nothing: 422") {
  CHECK(status_of(body_of(5, note_of(5, some_hash(2))), state_of(5, some_hash(1))) == 422);
  CHECK(status_of(body_of(0, note_of(0, some_hash(1)))) == 422);
  CHECK(status_of(body_of(0, note_of(0, empty_root()), {some_hash(1)})) == 422);
  CHECK(status_of(body_of(0, note_of(7, some_hash(1)), {some_hash(2)})) == 422);
  CHECK(status_of(body_of(0, note_of(0, some_hash(1))), state_of(0, empty_root())) == 422);
}

TEST_CASE("peers 1.12 item 2: an unknown origin is 404, whoever signed it") {
  UnverifiedNote note{format_checkpoint_text({"unknown.example.com/log", TreeSize{1}, some_hash(1), {}}), {}};
  note.signatures.push_back(sign_text(kLog, note.text));
  CHECK(status_of(body_of(0, note)) == 404);
  note.signatures[0].signature[0] ^= 1;
  CHECK(status_of(body_of(0, note)) == 404);
}

TEST_CASE("peers 1.12 item 10: more lines than 63 and a loose size are 400") {
  CHECK(status_of(body_of(1, note_of(2, some_hash(1)), std::vector<Hash>(64))) == 400);
  CHECK(status_of(body_of(1, note_of(2, some_hash(1)), std::vector<Hash>(63)), state_of(1, some_hash(1))) == 422);
  CHECK(status_of("old 01" + body_of(1, note_of(1, some_hash(1))).substr(5), state_of(1, some_hash(1))) == 400);
}

TEST_CASE("sizes") {
  const auto one = state_of(1, some_hash(1));
  CHECK(status_of(body_of(0, note_of(0, empty_root()))) == 200);
  CHECK(status_of(body_of(0, note_of(0, empty_root())), state_of(0, empty_root())) == 200);
  CHECK(status_of(body_of(0, note_of(9, some_hash(1)))) == 200);
  CHECK(status_of(body_of(0, note_of(9, some_hash(1))), state_of(0, empty_root())) == 200);
  CHECK(status_of(body_of(1, note_of(1, some_hash(1))), one) == 200);
  CHECK(status_of(body_of(1, note_of(1, some_hash(1)), {some_hash(2)}), one) == 422);  // a proof at equal size
  CHECK(status_of(body_of(0, note_of(5, some_hash(1))), one) == 409);
  CHECK(status_of(body_of(2, note_of(5, some_hash(1))), one) == 409);
  CHECK(status_of(body_of(1, note_of(5, some_hash(1)))) == 409);
  CHECK(status_of(body_of(1, note_of(5, some_hash(1))), one) == 422);  // no proof
  CHECK(status_of(body_of(5, note_of(4, some_hash(1))), state_of(5, some_hash(1))) == 400);
  CHECK(status_of(body_of(6, note_of(4, some_hash(1))), one) == 400);  // before the conflict
}

TEST_CASE("growth, between all small trees, with every hash of the proof altered, left out or doubled") {
  constexpr uint64_t kMost = 9;
  testing::PlainTree tree(testing::byte_leaves(kMost));
  for (uint64_t from = 1; from <= kMost; from++) {
    for (uint64_t to = from + 1; to <= kMost; to++) {
      const auto last = state_of(from, tree.root(0, from));
      const UnverifiedNote note = note_of(to, tree.root(0, to));
      const std::vector<Hash> proof = tree.proof(from, 0, to);
      CHECK(status_of(body_of(from, note, proof), last) == 200);
      for (size_t i = 0; i < proof.size(); i++) {
        std::vector<Hash> altered = proof, shorter = proof, longer = proof;
        altered[i].bytes[31] ^= 1;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
        for (const auto& wrong : {altered, shorter, longer}) CHECK(status_of(body_of(from, note, wrong), last) == 422);
      }
    }
  }
}

TEST_CASE("signatures: one of a trusted key, none of a trusted key that fails, others are ignored and not kept") {
  const Hash root = some_hash(1);
  CHECK(status_of(body_of(0, note_of(1, root, {kLog}))) == 200);
  CHECK(status_of(body_of(0, note_of(1, root, {kSecondKey}))) == 200);
  CHECK(status_of(body_of(0, note_of(1, root, {kStranger}))) == 403);
  // The key of another log of ours is nobody here.
  CHECK(status_of(body_of(0, note_of(1, root, {key_of("example.com/other", 4)}))) == 403);
  CHECK(status_of(body_of(0, note_of(1, root, {kStranger, kLog}))) == 200);

  UnverifiedNote good_and_bad = note_of(1, root, {kLog, kSecondKey});
  CHECK(status_of(body_of(0, good_and_bad)) == 200);
  good_and_bad.signatures[1].signature[5] ^= 1;
  CHECK(status_of(body_of(0, good_and_bad)) == 403);
  std::swap(good_and_bad.signatures[0], good_and_bad.signatures[1]);
  CHECK(status_of(body_of(0, good_and_bad)) == 403);

  UnverifiedNote short_signature = note_of(1, root);
  short_signature.signatures[0].signature.pop_back();
  CHECK(status_of(body_of(0, short_signature)) == 403);
  UnverifiedNote strange = note_of(1, root, {kLog});
  strange.signatures.push_back({"stranger", KeyId{7}, Bytes(3000, 1)});      // an algorithm that nobody knows
  strange.signatures.push_back({kOrigin, KeyId{7}, Bytes(64, 1)});           // the name alone
  strange.signatures.push_back({"x", strange.signatures[0].id, Bytes(64)});  // the key id alone
  CHECK(status_of(body_of(0, strange)) == 200);

  const OpenedRequest request = open_witness_request(body_of(0, strange), logs());
  REQUIRE(request.note.signatures.size() == 1);
  CHECK(format_note(request.note) == format_note(note_of(1, root)));
  std::vector<SigningKey> often(50, kLog);
  CHECK(open_witness_request(body_of(0, note_of(1, root, often)), logs()).note.signatures.size() == 1);
}

TEST_CASE("the state: its time is now, and never goes back; extension lines are kept") {
  const UnverifiedNote note = note_of(2, some_hash(2), {kLog}, {"one", "two=2"});
  const OpenedRequest request = open_witness_request(body_of(2, note), logs());
  REQUIRE_FALSE(request.refusal);
  CHECK(next_witness_state(request, std::nullopt, 77).time == 77);
  CHECK(next_witness_state(request, state_of(2, some_hash(2), 1000), 77).time == 1000);
  const WitnessState state = next_witness_state(request, state_of(2, some_hash(2), 1000), 1077);
  CHECK(state.time == 1077);
  const std::string text = format_witness_state(state);
  CHECK(text == "tlog-tools witness 1\ntime 1077\n\n" + format_note(note));
  const auto back = parse_witness_state(text);
  REQUIRE_MESSAGE(back, reason(back));
  CHECK(format_witness_state(*back) == text);
  CHECK(back->checkpoint.extensions == std::vector<std::string>{"one", "two=2"});
}

TEST_CASE("what is no state is refused, with the reason") {
  const std::string note = format_note(note_of(1, some_hash(1)));
  const std::pair<std::string, std::string> table[] = {
      {"", "does not begin with \"tlog-tools witness 1\" and a time"},
      {"tlog-tools witness 2\ntime 1\n\n" + note, "does not begin with \"tlog-tools witness 1\" and a time"},
      {"tlog-tools witness 1\ntime 01\n\n" + note, "the time is not a number of seconds"},
      {"tlog-tools witness 1\ntime 9223372036854775808\n\n" + note, "the time is not a number of seconds"},
      {"tlog-tools witness 1\ntime 1\n" + note, "the time is not a number of seconds"},
      {"tlog-tools witness 1\ntime 1", "the time is not a number of seconds"},
      {"tlog-tools witness 1\ntime 1\n\n", "no empty line before the signatures"},
      {"tlog-tools witness 1\ntime 1\n\na\n1\n\n\xe2\x80\x94 x AAAAAAE=\n",
       "fewer than three lines before the signatures"},
  };
  for (const auto& row : table) {
    CAPTURE(row.first);
    CHECK(reason(parse_witness_state(row.first)) == row.second);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
