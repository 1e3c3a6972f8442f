// Checkpoints under a policy with witnesses: which signatures count, and what is said of the others.

#include <string>

#include "libcore/base/encode.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/merkle/tree.h"
#include "libcore/note/cosignature.h"
#include "tests/unit/policy/keys.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::log_vkey;
using testing::numbered_log;
using testing::numbered_witness;
using testing::reason;
using testing::witness_vkey;

TEST_SUITE_BEGIN("checkpoint");

const std::string kText = "log.example/1\n2\n3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=\n";
constexpr uint64_t kNow = 1'700'000'000;

Trust trust(const std::string& policy) {
  auto parsed = parse_policy(policy, "p");
  REQUIRE_MESSAGE(parsed, reason(parsed));
  Trust trust;
  trust.policy = *std::move(parsed);
  trust.now = kNow;
  return trust;
}

struct Signed {
  UnverifiedNote note{kText, {}};
  Signed& log(unsigned number) {
    note.signatures.push_back(sign_text(numbered_log(number), note.text));
    return *this;
  }
  Signed& witness(unsigned number, uint64_t time = kNow) {
    note.signatures.push_back(cosign_text(numbered_witness(number), time, note.text));
    return *this;
  }
  Signed& line(const NoteSignature& signature) {
    note.signatures.push_back(signature);
    return *this;
  }
  std::string text() const { return format_note(note); }
};

// "yes", "no: why", "error STATUS: why"; then " | w1 TIME" for a cosignature that counts, "-w1 TIME: why" for one that
// does not.
std::string verdict(const std::string& note, const Trust& trust) {
  std::vector<CosignatureFinding> cosignatures;
  const auto result = verify_checkpoint(note, trust, &cosignatures);
  std::string text;
  if (!result) {
    text = "error " + std::to_string(static_cast<int>(result.error().code())) + ": " + result.error().message();
  } else {
    text = result->checkpoint ? "yes" : "no: " + result->reason;
  }
  for (const CosignatureFinding& found : cosignatures) {
    text += found.counted ? " | " : " | -";
    text += trust.policy.witnesses[found.witness].name;
    if (found.time)
      text += found.time < kNow ? " -" + std::to_string(kNow - *found.time) : " +" + std::to_string(*found.time - kNow);
    if (!found.reason.empty()) text += ": " + found.reason;
  }
  return text;
}

const std::string kLogs = "log " + log_vkey(1) + "\nlog " + log_vkey(2) + "\n";
const std::string kThree = kLogs + "witness a " + witness_vkey(1) + "\nwitness b " + witness_vkey(2) + "\nwitness c " +
                           witness_vkey(3) + "\ngroup g 2 a b c\nquorum g\n";

TEST_CASE("the worked example with its witness") {
  const std::string note =
      "conda.example/log\n2\n3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=\n\n"
      "\xe2\x80\x94 conda.example/log "
      "5I4D/G0ciJqNuvTF7AN3GYHyBr8GvxTCDLepzRBGpBNRUiv0XrSVu+Dyaec8e3u6KcxUBIcK9Gvz/hsKq+46IoywaQM=\n"
      "\xe2\x80\x94 witness.example/w "
      "g3VaswAAAABkGFDLgojMG7UXRZ2tFC8yPtRIlK2fb+4GaOmipiRSvfnAcH7U0+ClNreQjgHv40KnCX9RfF"
      "CxO22/gDWcwryiHf2WDw==\n";
  const std::string policy =
      "log conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h\n"
      "witness w1 witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n"
      "quorum w1\n";
  CHECK(verdict(note, trust(policy)) == "yes | w1 -20684853");
}

TEST_CASE("any subset of the witnesses: the quorum decides") {
  for (unsigned subset = 0; subset < 8; subset++) {
    Signed note;
    note.log(1);
    for (unsigned i = 0; i < 3; i++) {
      if ((subset >> i) & 1) note.witness(i + 1);
    }
    const bool enough = (subset & 1) + ((subset >> 1) & 1) + (subset >> 2) >= 2;
    CHECK(verdict(note.text(), trust(kThree)).starts_with(enough ? "yes" : "no: the quorum \"g\" is not reached: "));
  }
  CHECK(verdict(Signed().log(1).witness(2).text(), trust(kThree)) ==
        "no: the quorum \"g\" is not reached: cosignatures that count: 1 of 3 witnesses | b +0");
}

TEST_CASE("the order of signatures does not matter, nor do strangers") {
  const Trust whom = trust(kThree);
  CHECK(verdict(Signed().witness(3).witness(1).log(1).text(), whom) == "yes | a +0 | c +0");
  CHECK(verdict(Signed().witness(9).log(9).witness(3).witness(1).log(1).text(), whom) == "yes | a +0 | c +0");
  // A stranger's broken signature, and types that nobody knows.
  NoteSignature broken = cosign_text(numbered_witness(9), kNow, kText);
  broken.signature.pop_back();
  const NoteSignature foreign{"witness.example/1", KeyId{0x12345678}, Bytes(2428, 7)};
  CHECK(verdict(Signed().line(broken).line(foreign).log(1).witness(1).witness(2).text(), whom) == "yes | a +0 | b +0");
  // A witness's key is not a log's.
  CHECK(
      verdict(Signed().witness(1).witness(2).witness(3).text(), whom).starts_with("no: no signature by a trusted key"));
}

// C2SP tlog-policy calls keys duplicate among logs and among witnesses, not across: such a witness counts.
TEST_CASE("a witness that has the key of the log counts where it cosigned, and the log's signature is none") {
  const Trust whom = trust("log " + log_vkey(1) + "\nwitness self " + witness_vkey(1) + "\nquorum self\n");
  CHECK(verdict(Signed().log(1).witness(1).text(), whom) == "yes | self +0");
  CHECK(verdict(Signed().log(1).text(), whom).starts_with("no: the quorum \"self\" is not reached: "));
  CHECK(verdict(Signed().witness(1).text(), whom).starts_with("no: no signature by a trusted key"));
}

TEST_CASE("any one of the logs, under its own name: elsewhere all of them must have signed") {
  const Trust whom = trust(kLogs + "quorum none\n");
  CHECK(verdict(Signed().log(1).text(), whom) == "yes");
  CHECK(verdict(Signed().log(2).text(), whom) == "no: the origin is \"log.example/1\", not \"log.example/2\"");
  CHECK(verdict(Signed().log(2).log(1).text(), whom) == "yes");
  CHECK(verdict(Signed().log(3).text(), whom).starts_with("no: no signature by a trusted key"));
  Trust other = whom;
  other.origin = "log.example/1";
  CHECK(verdict(Signed().log(2).text(), other) == "yes");
  other.origin = "log.example/2";
  CHECK(verdict(Signed().log(1).text(), other) == "no: the origin is \"log.example/1\", not \"log.example/2\"");
}

TEST_CASE("a known key whose signature fails is a no, whatever else there is") {
  const Trust whom = trust(kThree);
  for (const bool by_log : {true, false}) {
    for (const size_t bit : {size_t{0}, size_t{70}, size_t{500}}) {
      NoteSignature bad = by_log ? sign_text(numbered_log(2), kText) : cosign_text(numbered_witness(3), kNow, kText);
      bad.signature[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
      const VerifierKey key = by_log ? numbered_log(2).verifier() : numbered_witness(3).verifier();
      CHECK(verdict(Signed().log(1).witness(1).witness(2).line(bad).text(), whom) ==
            "no: the signature by " + key.name + "+" + format_key_id(key.id()) + " does not verify");
      CHECK(verdict(Signed().line(bad).log(1).witness(1).witness(2).text(), whom).starts_with("no: the signature by "));
    }
  }
  // Another length, and a time above 2^63 - 1.
  for (const size_t size : {size_t{1}, size_t{64}, size_t{73}}) {
    NoteSignature bad = cosign_text(numbered_witness(3), kNow, kText);
    bad.signature.resize(size);
    CHECK(verdict(Signed().log(1).witness(1).witness(2).line(bad).text(), whom).starts_with("no: the signature by "));
  }
  NoteSignature bad = cosign_text(numbered_witness(3), kNow, kText);
  bad.signature[0] = 0x80;
  CHECK(verdict(Signed().log(1).witness(1).witness(2).line(bad).text(), whom).starts_with("no: the signature by "));
  // A good one by the same witness does not make up for it.
  CHECK(verdict(Signed().log(1).witness(1).witness(2).witness(3).line(bad).text(), whom)
            .starts_with("no: the signature by "));
}

TEST_CASE("a text that was altered below a witness's signature is a no, a note that was damaged elsewhere is none") {
  const Trust whom = trust("log " + log_vkey(1) + "\nwitness a " + witness_vkey(1) + "\nquorum a\n");
  const std::string note = Signed().witness(1).text();
  CHECK(verdict(testing::replaced(note, "log.example/1\n", "log.example/1\r\n"), whom) ==
        "no: the signature by " + witness_vkey(1).substr(0, witness_vkey(1).find('+')) + "+" +
            testing::id_text(witness_vkey(1)) + " does not verify: has a control character");
  CHECK(verdict(Signed().witness(1).text() + "rest", whom) == "error 65: the last line has no line end");
}

TEST_CASE("one witness counts once, with its newest cosignature that counts") {
  const Trust whom = trust(kThree);
  CHECK(verdict(Signed().log(1).witness(1).witness(1, kNow - 1).text(), whom).starts_with("no: the quorum"));
  CHECK(verdict(Signed().log(1).witness(1, kNow - 9).witness(1, kNow - 2).witness(1, kNow - 5).witness(2).text(),
                whom) == "yes | a -2 | b +0");
  CHECK(verdict(Signed().log(1).witness(1, kNow - 9).witness(1, kNow + 301).witness(2).text(), whom) ==
        "yes | a -9 | b +0");
  CHECK(verdict(Signed().log(1).witness(1, kNow + 301).witness(1, kNow - 9).witness(2).text(), whom) ==
        "yes | a -9 | b +0");
}

TEST_CASE("times ahead of the clock") {
  Trust whom = trust(kThree);
  CHECK(verdict(Signed().log(1).witness(1, kNow + 300).witness(2).text(), whom) == "yes | a +300 | b +0");
  CHECK(verdict(Signed().log(1).witness(1, kNow + 301).witness(2).text(), whom) ==
        "no: the quorum \"g\" is not reached: cosignatures that count: 1 of 3 witnesses"
        " | -a +301: its time is more than 300 seconds in the future | b +0");
  CHECK(verdict(Signed().log(1).witness(1, kMaxCosignatureTime).witness(2).witness(3).text(), whom)
            .starts_with("yes | -a +"));
  whom.max_future_seconds = 0;
  CHECK(verdict(Signed().log(1).witness(1, kNow + 1).witness(2).text(), whom).starts_with("no: "));
  whom.max_future_seconds = UINT64_MAX;
  CHECK(verdict(Signed().log(1).witness(1, kMaxCosignatureTime).witness(2).text(), whom).starts_with("yes"));
  whom.now = 0;  // a clock that was never set
  CHECK(verdict(Signed().log(1).witness(1).witness(2).text(), whom).starts_with("yes"));
}

TEST_CASE("a limit on the age: the quorum of those that are fresh") {
  Trust whom = trust(kThree);
  whom.max_age_seconds = 60;
  CHECK(verdict(Signed().log(1).witness(1, kNow - 60).witness(2, kNow + 5).text(), whom) == "yes | a -60 | b +5");
  CHECK(verdict(Signed().log(1).witness(1, kNow - 61).witness(2).text(), whom) ==
        "no: the quorum \"g\" is not reached: cosignatures that count: 1 of 3 witnesses"
        " | -a -61: it is older than 60 seconds | b +0");
  CHECK(verdict(Signed().log(1).witness(1, kNow - 61).witness(2).witness(3).text(), whom) ==
        "yes | -a -61: it is older than 60 seconds | b +0 | c +0");
  CHECK(verdict(Signed().log(1).witness(1, kNow - 61).witness(1, kNow - 59).witness(2).text(), whom) ==
        "yes | a -59 | b +0");
  CHECK(verdict(Signed().log(1).witness(1, 0).witness(2).text(), whom).starts_with("no: "));
  whom.max_age_seconds = 0;
  CHECK(verdict(Signed().log(1).witness(1).witness(2, kNow + 1).text(), whom).starts_with("yes"));
  CHECK(verdict(Signed().log(1).witness(1, kNow - 1).witness(2).text(), whom).starts_with("no: "));
}

TEST_CASE("extension lines are cosigned too") {
  Signed note;
  note.note.text = kText + "an extension\n";
  note.log(1).witness(1).witness(2);
  CHECK(verdict(note.text(), trust(kThree)) == "yes | a +0 | b +0");
  CHECK(verdict(testing::replaced(note.text(), "an extension\n", ""), trust(kThree))
            .starts_with("no: the signature by "));
  // Cosignatures of the text without them are not for this text.
  Signed mixed;
  mixed.note.text = note.note.text;
  mixed.log(1).witness(1).line(cosign_text(numbered_witness(2), kNow, kText));
  CHECK(verdict(mixed.text(), trust(kThree)).starts_with("no: the signature by witness.example/2+"));
}

// "Could not tell" must not look like a no.
TEST_CASE("keys of types that cannot be checked") {
  const std::string vkey = testing::mldsa_vkey(4);
  const AnyVkey mldsa = *parse_any_vkey(vkey);
  NoteSignature by_mldsa{mldsa.name, mldsa.id, Bytes(2428, 1)};
  std::fill_n(by_mldsa.signature.begin(), 8, uint8_t{0});  // the time
  const Trust witness = trust("log " + log_vkey(1) + "\nwitness a " + witness_vkey(1) + "\nwitness q " + vkey +
                              "\nwitness b " + witness_vkey(2) + "\ngroup g 2 a q b\nquorum g\n");
  CHECK(verdict(Signed().log(1).witness(1).witness(2).text(), witness) == "yes | a +0 | b +0");
  CHECK(verdict(Signed().log(1).witness(1).witness(2).line(by_mldsa).text(), witness) ==
        "yes | a +0 | -q: key type 0x06 is not supported | b +0");
  CHECK(verdict(Signed().log(1).line(by_mldsa).text(), witness).starts_with("no: the quorum \"g\" is not reached"));
  CHECK(verdict(Signed().log(1).witness(1).line(by_mldsa).text(), witness) ==
        "error 78: the quorum \"g\" is not reached: cosignatures that count: 1 of 3 witnesses, and it hangs on "
        "cosignatures by keys of a type that cannot be checked | a +0 | -q: key type 0x06 is not supported");
  const Trust log = trust("log " + vkey + "\nlog " + log_vkey(1) + "\nquorum none\n");
  CHECK(verdict(Signed().log(1).text(), log) == "yes");
  CHECK(verdict(Signed().log(1).line(by_mldsa).text(), log) == "yes");
  // Of another length it cannot be one.
  NoteSignature short_one = by_mldsa;
  short_one.signature.pop_back();
  CHECK(verdict(Signed().log(1).witness(1).line(short_one).text(), witness).starts_with("no: the quorum"));
  CHECK(verdict(Signed().log(1).witness(1).line(short_one).line(by_mldsa).text(), witness).starts_with("error 78"));
  // Nor one that counts, where its time is too far ahead.
  NoteSignature late = by_mldsa;
  late.signature[0] = 1;
  CHECK(verdict(Signed().log(1).witness(1).line(late).text(), witness) ==
        "no: the quorum \"g\" is not reached: cosignatures that count: 1 of 3 witnesses | a +0 | -q: its time is more "
        "than 300 seconds in the future");
  CHECK(verdict(Signed().log(1).witness(1).line(late).line(by_mldsa).text(), witness).starts_with("error 78"));
  CHECK(verdict(Signed().line(by_mldsa).text(), log) == "no: the origin is \"log.example/1\", not \"mldsa.example/4\"");
  Signed own;
  own.note.text.replace(0, own.note.text.find('\n'), mldsa.name);
  CHECK(verdict(Signed(own).line(short_one).text(), log).starts_with("no: no signature by a trusted key"));
  CHECK(verdict(Signed(own).line(by_mldsa).text(), log)
            .starts_with("error 78: it hangs on the signature by mldsa.example/4+"));
  // Another trusted log signed too, but under its own name.
  CHECK(verdict(Signed(own).log(1).line(by_mldsa).text(), log).starts_with("error 78: it hangs on the signature by m"));
  CHECK(verdict(Signed(own).line(by_mldsa).text(), log).ends_with(", of a key type that cannot be checked: 0x06"));
  Trust elsewhere = log;
  elsewhere.origin = "log.example/1";
  CHECK(verdict(Signed().line(by_mldsa).text(), elsewhere).starts_with("error 78"));
  CHECK(verdict(Signed(own).line(by_mldsa).text(), elsewhere).starts_with("no: the origin"));
  CHECK(verdict(Signed().log(2).text(), log).starts_with("no: no signature by a trusted key"));
}

TEST_CASE("a tree without entries has the root of one") {
  const Trust trust = trust_in({numbered_log(1).verifier()}, std::nullopt);
  CHECK(verdict(sign_checkpoint({"log.example/1", TreeSize{0}, empty_root(), {}}, numbered_log(1)), trust) == "yes");
  CHECK(verdict(sign_checkpoint({"log.example/1", TreeSize{0}, Hash{}, {}}, numbered_log(1)), trust) ==
        "no: it has no entries, and its root hash is not that of an empty tree");
}

TEST_CASE("every flipped bit of a cosigned checkpoint: never yes") {
  const Trust whom = trust(kLogs + "witness a " + witness_vkey(1) + "\nquorum a\n");
  const std::string note = Signed().log(1).witness(1).text();
  REQUIRE(verdict(note, whom) == "yes | a +0");
  for (size_t bit = 0; bit < note.size() * 8; bit++) {
    if (verdict(testing::with_flipped_bit(note, bit), whom).starts_with("yes")) FAIL("bit " << bit);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
