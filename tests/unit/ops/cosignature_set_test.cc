#include "libcore/ops/cosignature_set.h"

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/note/cosignature.h"
#include "tests/unit/policy/keys.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("ops");

using testing::log_vkey;
using testing::numbered_log;
using testing::numbered_witness;
using testing::witness_vkey;

// `witnesses` of them, of which `needed` are the quorum.
Policy make_policy(unsigned witnesses, unsigned needed) {
  std::string text = "log " + log_vkey(1) + "\n", group = "group q " + std::to_string(needed);
  for (unsigned i = 1; i <= witnesses; i++) {
    text += "witness w" + std::to_string(i) + " " + witness_vkey(i) + "\n";
    group += " w" + std::to_string(i);
  }
  return *parse_policy(text + group + "\nquorum q\n", "policy");
}

UnverifiedNote make_note(uint64_t size) {
  return *parse_note(sign_checkpoint({"log.example/1", {size}, Hash{}, {}}, numbered_log(1)));
}

UnverifiedNote cosigned(UnverifiedNote note, unsigned witness, uint64_t time) {
  note.signatures.push_back(cosign_text(numbered_witness(witness), time, note.text));
  return note;
}

TEST_CASE("what another note of the same text has is taken where it verifies: the newest of each witness") {
  const Policy policy = make_policy(3, 2);
  const UnverifiedNote note = make_note(7);
  CosignatureSet set(policy, note);
  set.take(cosigned(note, 1, 500), 1000);
  set.take(cosigned(cosigned(note, 1, 400), 2, 1001), 1000);
  set.take(cosigned(make_note(8), 3, 500), 1000);
  CHECK(set.count() == 1);
  REQUIRE(set[0]);
  CHECK(set[0]->time == 500);
  CHECK(set[0]->remembered);
  set.take(cosigned(note, 1, 600), 1000);
  CHECK(set[0]->time == 600);
  UnverifiedNote damaged = cosigned(note, 3, 500);
  damaged.signatures.back().signature.back() ^= 1;
  set.take(damaged, 1000);
  CHECK(set.count() == 1);
  CHECK(*set.note() == format_note(cosigned(note, 1, 600)));
}

TEST_CASE("which of them are not too old") {
  const Policy policy = make_policy(3, 2);
  const UnverifiedNote note = make_note(7);
  CosignatureSet set(policy, note);
  set.take(cosigned(cosigned(note, 1, 500), 2, 600), 1000);
  CHECK(set.since(0) == std::vector<bool>{true, true, false});
  CHECK(set.since(500) == std::vector<bool>{true, true, false});
  CHECK(set.since(501) == std::vector<bool>{false, true, false});
}

TEST_CASE("a note has room for so many: those stay that the quorum needs") {
  for (const unsigned needed : {1U, 99U}) {
    const Policy policy = make_policy(120, needed);
    const UnverifiedNote note = make_note(7);
    CosignatureSet set(policy, note);
    for (unsigned i = 1; i <= 120; i++) set.add(i - 1, cosign_text(numbered_witness(i), 500, note.text), 500);
    const auto text = set.note();
    REQUIRE(text);
    const auto parsed = parse_note(*text);
    REQUIRE(parsed);
    CHECK(parsed->signatures.size() == kMaxNoteSignatures);
  }
  const Policy policy = make_policy(120, 100);
  const UnverifiedNote note = make_note(7);
  CosignatureSet set(policy, note);
  for (unsigned i = 1; i <= 120; i++) set.add(i - 1, cosign_text(numbered_witness(i), 500, note.text), 500);
  REQUIRE_FALSE(set.note());
  CHECK(set.note().error().code() == Errc::kConfig);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
