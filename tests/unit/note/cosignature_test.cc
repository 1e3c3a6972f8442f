#include "libcore/note/cosignature.h"

#include <string>

#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("note");

// The witness of the worked example: seed 32 times 0x07, and its cosignature of the two entries' checkpoint.
const std::string kSecret = "PRIVATE+KEY+witness.example/w+4c897917+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
const std::string kVkey = "witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const std::string kText = "conda.example/log\n2\n3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=\n";
const std::string kLine =
    "\xe2\x80\x94 witness.example/w g3VaswAAAABkGFDLgojMG7UXRZ2tFC8yPtRIlK2fb+4GaOmipiRSvfnAcH7U0+ClNreQjgHv40KnCX9Rf"
    "FCxO22/gDWcwryiHf2WDw==\n";
constexpr uint64_t kTime = 1679315147;

SigningKey witness() {
  auto key = parse_skey(kSecret);
  REQUIRE(key);
  key->type = KeyType::kCosigner;
  return *key;
}

NoteSignature cosignature() {
  const auto note = parse_note(kText + "\n" + kLine);
  REQUIRE(note);
  REQUIRE(note->signatures.size() == 1);
  return note->signatures[0];
}

SignatureState check(const NoteSignature& signature, const std::string& text = kText) {
  return check_signature(signature, *parse_vkey(kVkey), text);
}

TEST_CASE("the worked example of a cosignature") {
  CHECK(format_signature(cosign_text(witness(), kTime, kText)) == kLine);
  CHECK(cosignature_time(cosignature().signature) == kTime);
  CHECK(check(cosignature()) == SignatureState::kHolds);
  CHECK(check(cosignature(), kText + "more\n") == SignatureState::kFails);
  // The same bytes as a signature by another name or id are nobody's.
  NoteSignature other = cosignature();
  other.name = "witness.example/x";
  CHECK(check(other) == SignatureState::kUnknownKey);
  other = cosignature();
  other.id.value ^= 1;
  CHECK(check(other) == SignatureState::kUnknownKey);
}

// C2SP tlog-cosignature; its key is not published.
TEST_CASE("the example of C2SP tlog-cosignature is read and written alike") {
  const std::string line =
      "\xe2\x80\x94 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
      "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
  const auto note =
      parse_note("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" + line);
  REQUIRE(note);
  const NoteSignature& signature = note->signatures.at(0);
  CHECK(format_key_id(signature.id) == "8d66cf3f");
  CHECK(cosignature_time(signature.signature) == kTime);
  CHECK(format_signature(signature) == line);
}

TEST_CASE("a known cosigner's signature of another form fails") {
  const Bytes good = cosignature().signature;
  REQUIRE(good.size() == 72);
  for (const size_t size : {size_t{0}, size_t{1}, size_t{8}, size_t{64}, size_t{71}}) {
    NoteSignature signature = cosignature();
    signature.signature.resize(size);
    CHECK(check(signature) == SignatureState::kFails);
    CHECK_FALSE(cosignature_time(signature.signature));
  }
  NoteSignature longer = cosignature();
  longer.signature.push_back(0);
  CHECK(check(longer) == SignatureState::kFails);
  // The signature of a log's key, without a time.
  SigningKey as_log = witness();
  as_log.type = KeyType::kLog;
  NoteSignature plain = cosignature();
  plain.signature = sign_text(as_log, kText).signature;
  CHECK(check(plain) == SignatureState::kFails);
  // A log's signature over the very message that a cosigner signs, with the time in front, is a cosignature: that is
  // why no key may be both. With the types as they are, the ids differ.
  CHECK(witness().verifier().id() != as_log.verifier().id());
}

TEST_CASE("times") {
  for (const uint64_t time : {uint64_t{0}, uint64_t{1}, kTime, kMaxCosignatureTime}) {
    const NoteSignature signature = cosign_text(witness(), time, kText);
    CHECK(cosignature_time(signature.signature) == time);
    CHECK(check(signature) == SignatureState::kHolds);
  }
  // "MUST NOT exceed 2^63 - 1".
  NoteSignature too_late = cosign_text(witness(), 0, kText);
  too_late.signature[0] = 0x80;
  CHECK_FALSE(cosignature_time(too_late.signature));
  CHECK(check(too_late) == SignatureState::kFails);
  // The time is signed: another one does not hold.
  NoteSignature moved = cosignature();
  moved.signature[7] ^= 1;
  CHECK(check(moved) == SignatureState::kFails);
}

TEST_CASE("every flipped bit of a cosignature or of its text: it fails") {
  const NoteSignature good = cosignature();
  for (size_t bit = 0; bit < good.signature.size() * 8; bit++) {
    NoteSignature flipped = good;
    flipped.signature[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    if (check(flipped) != SignatureState::kFails) FAIL("bit " << bit);
  }
  for (size_t bit = 0; bit < kText.size() * 8; bit++) {
    if (check(good, testing::with_flipped_bit(kText, bit)) != SignatureState::kFails) FAIL("bit " << bit);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
